import { Button } from '@mantine/core';
import { useState } from 'react';
import { strings } from '../../strings';
import { PART_HINTS, PART_TITLES, PARTS, PartView } from '../notes/NoteView';
import { Section } from '../notes/sections';
import type { Review } from './api';
import { useAutosave } from './autosaver';
import { FieldEditor } from './FieldEditor';
import type { TextField } from './fields';
import { MoodEditor } from './MoodEditor';

type Part = TextField | 'mood';

const text = strings.editing;

/** The note part by part. Where it may still change, each part turns into a field in its place. */
export function NoteEditor({ review }: { review: Review }) {
  const { typed, sending, conflict, failure } = useAutosave();
  const [open, setOpen] = useState<ReadonlySet<Part>>(new Set());
  const toggle = (part: Part, opened: boolean): void => {
    const next = new Set(open);
    if (opened) next.add(part);
    else next.delete(part);
    setOpen(next);
  };
  // Words that the server did not take stay in view, also where nothing may be edited any more.
  const isStranded = (part: Part): boolean =>
    (conflict || failure !== null) &&
    part !== 'mood' &&
    (part in typed || (sending !== null && part in sending));
  const editing = (part: Part): boolean => isStranded(part) || (review.may.edit && open.has(part));
  return PARTS.filter((part) => part !== 'mood' || review.mood_policy !== 'off').map((part) => (
    <Section
      key={part}
      title={PART_TITLES[part]}
      hint={PART_HINTS[part]}
      action={
        review.may.edit && (
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={editing(part)}
            aria-label={editing(part) ? text.doneOf(PART_TITLES[part]) : text.editOf(PART_TITLES[part])}
            onClick={() => toggle(part, !editing(part))}
          >
            {editing(part) ? text.done : text.edit}
          </Button>
        )
      }
    >
      {!editing(part) && (
        <PartView part={part} notes={review.notes} edited={review.version.author_id != null} />
      )}
      {editing(part) &&
        (part === 'mood' ? (
          <MoodEditor />
        ) : (
          <FieldEditor field={part} label={PART_TITLES[part]} onDone={() => toggle(part, false)} />
        ))}
    </Section>
  ));
}
