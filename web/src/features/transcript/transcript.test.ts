import { expect, test } from 'vitest';
import { findHits, hitsByPosition } from './find';
import { turnOf } from './turns.fixture';
import { startedAt, wordsOf } from './words';

const turns = [turnOf(0, 'How was your week?'), turnOf(1, 'It was a café week, a week of rest')];

test('a search finds phrases across words, in any case and without accents', () => {
  expect(findHits(turns, 'WAS YOUR')).toEqual([{ position: 0, first: 1, last: 2 }]);
  expect(findHits(turns, 'cafe w')).toEqual([{ position: 1, first: 3, last: 4 }]);
});

test('every place is found, and an empty search finds nothing', () => {
  expect(findHits(turns, 'week')).toHaveLength(3);
  expect(findHits(turns, '  ')).toEqual([]);
  expect(hitsByPosition(findHits(turns, 'week')).get(1)).toHaveLength(2);
});

test('a search never reaches from one turn into the next', () => {
  expect(findHits(turns, 'week? It')).toEqual([]);
});

test('the current item is the last one that has started', () => {
  const items = [{ start: 1 }, { start: 4 }, { start: 9 }];
  expect(startedAt(items, 0.5)).toBe(-1);
  expect(startedAt(items, 1)).toBe(0);
  expect(startedAt(items, 8.9)).toBe(1);
  expect(startedAt(items, 8.97)).toBe(2);
  expect(startedAt(items, 100)).toBe(2);
  expect(startedAt([], 5)).toBe(-1);
});

test('a turn without word times spreads its words over its length', () => {
  const words = wordsOf({ ...turnOf(0, 'one two'), words: [], start: 10, end: 12 });
  expect(words.map(({ text, start }) => [text, start])).toEqual([
    ['one', 10],
    ['two', 11],
  ]);
});

test('words below even odds are marked as unsure', () => {
  const turn = turnOf(0, 'clear mumbled');
  const words = turn.words.map((word, at) => ({ ...word, probability: at === 0 ? 0.9 : 0.3 }));
  expect(wordsOf({ ...turn, words }).map(({ unsure }) => unsure)).toEqual([false, true]);
});
