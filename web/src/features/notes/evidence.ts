import type { Transcript, Turn } from '../../api';

/** Looks up turns by their index, which is what a note cites. */
export function turnsByIndex(transcript: Transcript | null | undefined): ReadonlyMap<number, Turn> {
  return new Map((transcript?.turns ?? []).map((turn) => [turn.index, turn]));
}

/** `self_harm` as a person writes it. */
export function categoryName(category: string): string {
  const words = category.replaceAll('_', ' ').trim();
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}
