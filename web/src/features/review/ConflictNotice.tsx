import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { strings } from '../../strings';
import { PART_TITLES } from '../notes/NoteView';
import type { NoteFields } from './api';
import { shown } from './autosave';
import { useAutosave, useAutosaver } from './autosaver';
import { DiffView } from './DiffView';
import { toText } from './fields';
import { compareWords } from './words';

const text = strings.editing;

function words(fields: NoteFields, field: keyof NoteFields): string {
  if (field === 'session_mood' || field === 'mood_trajectory') return fields[field] ?? text.noMood;
  return toText(fields, field);
}

/** Both wrote in the same place: nothing is lost, and the person says which words stay. */
export function ConflictNotice() {
  const autosaver = useAutosaver();
  const state = useAutosave();
  const [comparing, setComparing] = useState(false);
  if (!state.conflict) return null;
  const mine = shown(state);
  const fields = (Object.keys(state.typed) as (keyof NoteFields)[]).map((field) => ({
    field: field in PART_TITLES ? PART_TITLES[field as keyof typeof PART_TITLES] : field,
    parts: compareWords(words(state.server, field), words(mine, field)),
  }));
  return (
    <Alert color="amber" variant="outline" title={text.conflictTitle} mb="md" role="alert">
      <Text mb="sm">{text.conflictText}</Text>
      {comparing && (
        <>
          <Text size="sm" c="dimmed">
            {text.theirsToMine}
          </Text>
          <DiffView fields={fields} />
        </>
      )}
      <Group gap="sm">
        {!comparing && (
          <Button size="xs" variant="default" onClick={() => setComparing(true)}>
            {text.compare}
          </Button>
        )}
        <Button size="xs" onClick={autosaver.keepMine}>
          {text.keepMine}
        </Button>
        <Button size="xs" variant="default" onClick={autosaver.takeTheirs}>
          {text.takeTheirs}
        </Button>
      </Group>
    </Alert>
  );
}
