import { strings } from '../../strings';
import { Cited } from './Chip';
import classes from './notes.module.css';

interface ClaimProps {
  children: string;
  turns: readonly number[];
  supported: boolean;
}

/**
 * A sentence or item of the note with its evidence. Without any it is marked in a way that survives
 * greyscale: dotted underline, hatched margin, and the words themselves.
 */
export function Claim({ children, turns, supported }: ClaimProps) {
  if (supported) {
    return (
      <span>
        <Cited turns={turns}>{children}</Cited>{' '}
      </span>
    );
  }
  return (
    <span className={classes.unsupported}>
      <span className={classes.dotted}>{children}</span>{' '}
      <span className={classes.reason}>{strings.notes.noEvidence}</span>
    </span>
  );
}
