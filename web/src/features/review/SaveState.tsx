import { Button, Text } from '@mantine/core';
import { strings } from '../../strings';
import { isDirty } from './autosave';
import { useAutosave, useAutosaver } from './autosaver';
import classes from './review.module.css';

const text = strings.editing;
const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** Whether the server has every word, always in words. */
export function SaveState() {
  const autosaver = useAutosaver();
  const state = useAutosave();
  const words = (): string => {
    if (state.failure !== null) return text.failed(state.failure);
    if (state.sending !== null) return text.saving;
    if (isDirty(state)) return text.typing;
    return state.savedAt === null ? '' : text.saved(timeFormat.format(state.savedAt));
  };
  return (
    <span className={classes.saved}>
      <Text span size="sm" c={state.failure === null ? 'dimmed' : 'var(--tb-brick)'} role="status">
        {words()}
      </Text>
      {state.failure !== null && (
        <Button size="compact-xs" variant="default" onClick={autosaver.retry}>
          {text.tryAgain}
        </Button>
      )}
    </span>
  );
}
