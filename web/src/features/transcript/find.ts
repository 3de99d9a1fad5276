import type { Turn } from '../../api';
import { wordsOf } from './words';

/** Words `first..=last` of the turn at `position` in the list. */
export interface Hit {
  position: number;
  first: number;
  last: number;
}

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/[’‘]/g, "'")
    .toLocaleLowerCase();

/** Every place where the words of the transcript contain `query`, ignoring case and accents. */
export function findHits(turns: readonly Turn[], query: string): Hit[] {
  const wanted = fold(query.trim().replace(/\s+/g, ' '));
  if (wanted === '') return [];
  return turns.flatMap((turn, position) => hitsIn(turn, position, wanted));
}

function hitsIn(turn: Turn, position: number, wanted: string): Hit[] {
  const starts: number[] = [];
  let line = '';
  for (const { text } of wordsOf(turn)) {
    starts.push(line.length);
    line += `${fold(text)} `;
  }
  const wordAt = (offset: number): number => {
    const after = starts.findIndex((start) => start > offset);
    return (after === -1 ? starts.length : after) - 1;
  };
  const hits: Hit[] = [];
  for (let at = line.indexOf(wanted); at !== -1; at = line.indexOf(wanted, at + wanted.length)) {
    hits.push({ position, first: wordAt(at), last: wordAt(at + wanted.length - 1) });
  }
  return hits;
}

/** The hits of each turn; a turn without any is absent. */
export function hitsByPosition(hits: readonly Hit[]): ReadonlyMap<number, Hit[]> {
  const groups = new Map<number, Hit[]>();
  for (const hit of hits) {
    const group = groups.get(hit.position);
    if (group) group.push(hit);
    else groups.set(hit.position, [hit]);
  }
  return groups;
}
