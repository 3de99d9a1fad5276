import { expect, test } from 'vitest';
import type { DiffPart } from './api';
import { compareWords } from './words';

const side = (parts: DiffPart[], without: DiffPart['op']): string =>
  parts
    .filter(({ op }) => op !== without)
    .map(({ text }) => text)
    .join('');

test('a changed word is one removal and one addition', () => {
  expect(compareWords('She slept four hours.', 'She slept five hours.')).toEqual([
    { op: 'same', text: 'She slept ' },
    { op: 'removed', text: 'four ' },
    { op: 'added', text: 'five ' },
    { op: 'same', text: 'hours.' },
  ]);
});

test('equal texts have one part and an empty one is all added', () => {
  expect(compareWords('The same.', 'The same.')).toEqual([{ op: 'same', text: 'The same.' }]);
  expect(compareWords('', 'New.')).toEqual([{ op: 'added', text: 'New.' }]);
  expect(compareWords('Old.', '')).toEqual([{ op: 'removed', text: 'Old.' }]);
  expect(compareWords('', '')).toEqual([]);
});

test('the parts give back both texts', () => {
  const before = 'Slept better since Tuesday. Argued with her mother.';
  const after = 'Slept well since Tuesday, she says. Argued by phone with her mother.';
  const parts = compareWords(before, after);
  expect(side(parts, 'added').replace(/\s+/g, ' ')).toBe(before);
  expect(side(parts, 'removed').replace(/\s+/g, ' ')).toBe(after);
});

test('texts too long to compare are shown one after the other', () => {
  const long = 'word '.repeat(3_000);
  expect(compareWords(long, `${long}more`).map(({ op }) => op)).toEqual(['removed', 'added']);
});
