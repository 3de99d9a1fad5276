import type { ActionItem, Notes, Strategy } from '../../api';
import type { NoteFields } from './api';

/** Fields that are edited as text: running text, or one item a line. */
export type TextField = Exclude<keyof NoteFields, 'session_mood' | 'mood_trajectory'>;

/** What of a note a hand may change. */
export function fieldsOf(notes: Notes): NoteFields {
  return {
    therapist_notes: notes.therapist_notes,
    topic_summary: notes.topic_summary,
    patient_summary: notes.patient_summary,
    session_mood: notes.session_mood ?? null,
    mood_trajectory: notes.mood_trajectory ?? null,
    key_topics: notes.key_topics,
    strategies: notes.strategies,
    action_items: notes.action_items,
  };
}

/** A field as a person edits it. */
export function toText(fields: NoteFields, field: TextField): string {
  switch (field) {
    case 'key_topics':
      return fields.key_topics.join('\n');
    case 'strategies':
      return fields.strategies.map(({ name }) => name).join('\n');
    case 'action_items':
      return fields.action_items.map(({ text }) => text).join('\n');
    default:
      return fields[field];
  }
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The same field from what was typed. An item whose words are unchanged keeps its evidence. */
export function fromText(known: NoteFields, field: TextField, text: string): Partial<NoteFields> {
  switch (field) {
    case 'key_topics':
      return { key_topics: lines(text) };
    case 'strategies': {
      const turns = new Map(known.strategies.map((item) => [item.name, item.evidence_turns]));
      const items: Strategy[] = lines(text).map((name) => ({ name, evidence_turns: turns.get(name) ?? [] }));
      return { strategies: items };
    }
    case 'action_items': {
      const turns = new Map(known.action_items.map((item) => [item.text, item.evidence_turns]));
      const items: ActionItem[] = lines(text).map((line) => ({
        text: line,
        evidence_turns: turns.get(line) ?? [],
      }));
      return { action_items: items };
    }
    default:
      return { [field]: text };
  }
}

/** Whether two texts say the same, whatever the server did to spaces and empty lines. */
export function sameWords(one: string, other: string): boolean {
  const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();
  return plain(one) === plain(other);
}
