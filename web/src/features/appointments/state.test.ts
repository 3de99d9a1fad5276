import { expect, test } from 'vitest';
import { nextStates } from './state';

const NOW = new Date(2026, 10, 24, 9);
const at = (day: number): string => new Date(2026, 10, day, 14).toISOString();

test('of a later day nobody knows how it went, but it can be called off', () => {
  expect(nextStates({ state: 'scheduled', starts_at: at(25), session_ids: [] }, NOW)).toEqual(['cancelled']);
  expect(nextStates({ state: 'scheduled', starts_at: at(24), session_ids: [] }, NOW)).toEqual([
    'attended',
    'no_show',
    'cancelled',
  ]);
});

test('what has a recording took place', () => {
  expect(nextStates({ state: 'attended', starts_at: at(23), session_ids: ['1'] }, NOW)).toEqual([]);
});

test('a person can correct themselves', () => {
  expect(nextStates({ state: 'no_show', starts_at: at(23), session_ids: [] }, NOW)).toContain('attended');
  expect(nextStates({ state: 'cancelled', starts_at: at(30), session_ids: [] }, NOW)).toEqual(['scheduled']);
});
