import { strings } from '../../strings';
import type { ReviewNotes } from '../review/api';
import type { TextField } from '../review/fields';
import { Mood } from './Mood';
import { Items, Section, Sentences } from './sections';

const text = strings.notes;

/** The parts of a note, in the order in which they are read. */
export const PARTS: readonly (TextField | 'mood')[] = [
  'topic_summary',
  'key_topics',
  'therapist_notes',
  'mood',
  'strategies',
  'action_items',
  'patient_summary',
];

export const PART_TITLES: Readonly<Record<TextField | 'mood', string>> = {
  topic_summary: text.summary,
  key_topics: text.topics,
  therapist_notes: text.therapistNotes,
  mood: text.mood,
  strategies: text.strategies,
  action_items: text.actions,
  patient_summary: text.clientSummary,
};

/** Said under the title of a part. */
export const PART_HINTS: Partial<Record<TextField | 'mood', string>> = { patient_summary: text.notShared };

interface PartViewProps {
  part: TextField | 'mood';
  notes: ReviewNotes;
  /** Whether a person has edited this version. */
  edited: boolean;
}

/** What one part says, with its evidence. */
export function PartView({ part, notes, edited }: PartViewProps) {
  const { evidence } = notes;
  switch (part) {
    case 'mood':
      return <Mood notes={notes} />;
    case 'key_topics':
      return (
        <Items
          edited={edited}
          of={notes.key_topics.map((topic, at) => ({ text: topic, turns: evidence.key_topics[at] ?? [] }))}
        />
      );
    case 'strategies':
      return (
        <Items
          edited={edited}
          of={notes.strategies.map(({ name, evidence_turns }) => ({ text: name, turns: evidence_turns }))}
        />
      );
    case 'action_items':
      return (
        <Items
          edited={edited}
          of={notes.action_items.map((item) => ({ text: item.text, turns: item.evidence_turns }))}
        />
      );
    default:
      return <Sentences of={evidence[part]} />;
  }
}

interface NoteViewProps {
  notes: ReviewNotes;
  /** Whether a person has edited this version. */
  edited: boolean;
  /** Whether this practice records a mood. */
  mood: boolean;
}

/** A note to read: what it says, each sentence with the words it came from. */
export function NoteView({ notes, edited, mood }: NoteViewProps) {
  return PARTS.filter((part) => mood || part !== 'mood').map((part) => (
    <Section key={part} title={PART_TITLES[part]} hint={PART_HINTS[part]}>
      <PartView part={part} notes={notes} edited={edited} />
    </Section>
  ));
}
