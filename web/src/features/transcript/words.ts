import type { Turn } from '../../api';

export interface SpokenWord {
  text: string;
  /** Seconds; for a turn without word times, spread evenly over the turn. */
  start: number;
  end: number;
  unsure: boolean;
}

/** Below this the speech model was guessing more than hearing. */
const UNSURE_BELOW = 0.5;

/** The words of a turn as they are drawn, searched and followed. */
export function wordsOf(turn: Turn): SpokenWord[] {
  if (turn.words.length > 0) {
    return turn.words
      .map(({ text, start, end, probability }) => ({
        text: text.trim(),
        start,
        end,
        unsure: probability < UNSURE_BELOW,
      }))
      .filter(({ text }) => text !== '');
  }
  const parts = turn.text.split(/\s+/).filter((part) => part !== '');
  const step = (turn.end - turn.start) / Math.max(1, parts.length);
  return parts.map((text, at) => ({
    text,
    start: turn.start + at * step,
    end: turn.start + (at + 1) * step,
    unsure: false,
  }));
}

// A browser rounds the position it is asked to seek to, and a compressed recording starts where a
// block starts: a turn counts as begun this many seconds early, or a jump to it would land before it.
const ROUNDING = 0.05;

/** Position in `items` of the last one that has started at `time`; -1 before the first. */
export function startedAt(items: readonly { start: number }[], time: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) <= time + ROUNDING) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
