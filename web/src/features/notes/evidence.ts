import type { Notes, Transcript, Turn } from '../../api';

/** Looks up turns by their index, which is what a note cites. */
export function turnsByIndex(transcript: Transcript | null | undefined): ReadonlyMap<number, Turn> {
  return new Map((transcript?.turns ?? []).map((turn) => [turn.index, turn]));
}

/** How many sentences and items of a note cite nothing that was found. */
export function unsupportedCount(notes: Notes): number {
  const { topic_summary, therapist_notes, patient_summary } = notes.evidence;
  const sentences = [...topic_summary, ...therapist_notes, ...patient_summary];
  const items = [...notes.strategies, ...notes.action_items];
  return (
    sentences.filter(({ supported }) => !supported).length +
    items.filter(({ evidence_turns }) => evidence_turns.length === 0).length
  );
}

/** `self_harm` as a person writes it. */
export function categoryName(category: string): string {
  const words = category.replaceAll('_', ' ').trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
