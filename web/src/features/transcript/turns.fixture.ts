import type { Turn } from '../../api';

/** A turn whose words each take half a second. */
export function turnOf(index: number, text: string, start = index * 10): Turn {
  const parts = text.split(' ');
  return {
    index,
    speaker: index % 2 === 0 ? 'therapist' : 'client',
    start,
    end: start + parts.length / 2,
    text,
    confidence: 0.9,
    words: parts.map((word, at) => ({
      text: ` ${word}`,
      start: start + at / 2,
      end: start + at / 2 + 0.5,
      probability: 0.9,
    })),
  };
}
