import type { DiffPart } from './api';

/** Above this many pairs a comparison would be felt; the texts are then shown one after the other. */
const MOST_PAIRS = 4_000_000;

function tokens(text: string): string[] {
  return text.match(/\S+\s*/g) ?? [];
}

// Adds a piece, joined to the one before where both are of the same sort.
function push(parts: DiffPart[], op: DiffPart['op'], text: string): void {
  const last = parts.at(-1);
  if (last?.op === op) last.text += text;
  else parts.push({ op, text });
}

/** What has to be removed from and added to `before`, word by word, to get `after`. */
export function compareWords(before: string, after: string): DiffPart[] {
  const old = tokens(before);
  const fresh = tokens(after);
  const parts: DiffPart[] = [];
  if (old.length * fresh.length > MOST_PAIRS) {
    push(parts, 'removed', before);
    push(parts, 'added', after);
    return parts;
  }
  const wordOf = (list: string[], at: number): string => (list[at] ?? '').trim();
  // longest[i][j]: words that old from i and fresh from j have in common.
  const width = fresh.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        wordOf(old, i) === wordOf(fresh, j)
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
    }
  }
  let i = 0;
  let j = 0;
  while (i < old.length || j < fresh.length) {
    const both = i < old.length && j < fresh.length;
    if (both && wordOf(old, i) === wordOf(fresh, j)) {
      push(parts, 'same', fresh[j] ?? '');
      i += 1;
      j += 1;
    } else if (
      i < old.length &&
      (!both || (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      push(parts, 'removed', old[i] ?? '');
      i += 1;
    } else {
      push(parts, 'added', fresh[j] ?? '');
      j += 1;
    }
  }
  return parts;
}
