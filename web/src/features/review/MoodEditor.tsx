import { Group, NativeSelect } from '@mantine/core';
import { strings } from '../../strings';
import { shown } from './autosave';
import { useAutosave, useAutosaver } from './autosaver';

const text = strings.editing;

const choices = (names: Readonly<Record<string, string>>) => [
  { value: '', label: text.noMood },
  ...Object.entries(names).map(([value, label]) => ({ value, label })),
];

/** The mood as the therapist states it. */
export function MoodEditor() {
  const autosaver = useAutosaver();
  const fields = shown(useAutosave());
  return (
    <Group gap="sm" mt={4}>
      <NativeSelect
        label={text.mood}
        data={choices(strings.notes.moods)}
        value={fields.session_mood ?? ''}
        onChange={(event) => autosaver.type({ session_mood: event.currentTarget.value || null })}
      />
      <NativeSelect
        label={text.trajectory}
        data={choices(strings.notes.trajectories)}
        value={fields.mood_trajectory ?? ''}
        onChange={(event) => autosaver.type({ mood_trajectory: event.currentTarget.value || null })}
      />
    </Group>
  );
}
