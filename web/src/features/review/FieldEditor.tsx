import { Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { strings } from '../../strings';
import { shown } from './autosave';
import { useAutosave, useAutosaver } from './autosaver';
import { fromText, sameWords, type TextField, toText } from './fields';
import classes from './review.module.css';

const text = strings.editing;
const LISTS: readonly TextField[] = ['key_topics', 'strategies', 'action_items'];

interface FieldEditorProps {
  field: TextField;
  label: string;
  onDone: () => void;
}

/** One field as text. What is typed is saved by itself; spaces and empty lines stay as they are typed. */
export function FieldEditor({ field, label, onDone }: FieldEditorProps) {
  const autosaver = useAutosaver();
  const state = useAutosave();
  const known = toText(shown(state), field);
  const [words, setWords] = useState(known);
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => input.current?.focus(), []);
  // Another text came from the server, and it is not what was just typed here.
  useEffect(() => setWords((typed) => (sameWords(typed, known) ? typed : known)), [known]);
  return (
    <Textarea
      ref={input}
      aria-label={label}
      description={LISTS.includes(field) ? `${text.onePerLine} ${text.keys}` : text.keys}
      autosize
      minRows={3}
      mt={4}
      classNames={{ input: classes.writing }}
      value={words}
      onChange={({ currentTarget: { value } }) => {
        setWords(value);
        autosaver.type(fromText(state.server, field, value));
      }}
      onBlur={() => void autosaver.flush()}
      onKeyDown={(event) => {
        const closes = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
        if (!closes) return;
        event.preventDefault();
        void autosaver.flush();
        onDone();
      }}
    />
  );
}
