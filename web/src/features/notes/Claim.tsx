import { strings } from '../../strings';
import { Cited } from './Chip';
import classes from './notes.module.css';

interface ClaimProps {
  children: string;
  turns: readonly number[];
  supported: boolean;
  /** A person's own word. */
  byHand?: boolean;
}

/**
 * A sentence or item of the note with its evidence. Without any it is marked in a way that survives
 * greyscale: dotted underline, hatched margin, and the words themselves. What a person wrote says so.
 */
export function Claim({ children, turns, supported, byHand = false }: ClaimProps) {
  if (byHand) {
    return (
      <span>
        {children} <span className={classes.byHand}>{strings.notes.byHand}</span>{' '}
      </span>
    );
  }
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
