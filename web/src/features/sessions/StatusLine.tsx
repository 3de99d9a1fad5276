import type { SessionSummary } from '../../api';
import classes from './sessions.module.css';
import { statusWords } from './status';

/** The state in words after a small mark whose shape differs as well as its colour. */
export function StatusLine({ session }: { session: SessionSummary }) {
  const { words, tone } = statusWords(session);
  return (
    <span className={classes.line} data-tone={tone}>
      <span className={classes.mark} aria-hidden />
      {words}
    </span>
  );
}
