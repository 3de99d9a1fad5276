import { Checkbox } from '@mantine/core';
import type { SessionSummary } from '../../api';
import { strings } from '../../strings';
import { day } from '../../ui/format';
import { statusWords } from '../sessions/status';
import classes from './exports.module.css';

/** The sessions that a note can be exported of, newest first. */
export function SessionChoice({ sessions }: { sessions: SessionSummary[] }) {
  return (
    <div className={classes.choice}>
      {sessions.map((session) => (
        <Checkbox
          key={session.id}
          value={session.id}
          label={strings.exports.session(
            day(session.session_date),
            statusWords(session).words.toLocaleLowerCase(),
          )}
        />
      ))}
    </div>
  );
}
