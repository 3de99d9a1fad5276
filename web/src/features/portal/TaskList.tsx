import { Checkbox, Text } from '@mantine/core';
import { strings } from '../../strings';
import type { Action } from './api';
import classes from './portal.module.css';
import { useTick } from './queries';
import { dayWords } from './words';

const text = strings.tasks;

/** Tasks to tick off. A tick shows at once. */
export function TaskList({ actions, label }: { actions: Action[]; label: string }) {
  const tick = useTick();
  return (
    <>
      <ul className={classes.list} aria-label={label}>
        {actions.map((action) => {
          const done = action.done_at !== null;
          return (
            <li key={action.id}>
              <Checkbox
                size="lg"
                checked={done}
                label={<span className={done ? classes.done : undefined}>{action.text}</span>}
                description={action.done_at !== null ? text.doneOn(dayWords(action.done_at)) : undefined}
                onChange={() => tick.mutate({ action, done: !done })}
              />
            </li>
          );
        })}
      </ul>
      {tick.isError && (
        <Text role="alert" className={classes.problem}>
          {text.failed(tick.variables.action.text)}
        </Text>
      )}
    </>
  );
}
