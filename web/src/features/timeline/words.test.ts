import { expect, test } from 'vitest';
import type { Entry } from './api';
import { entryWords } from './words';

const entry = (some: Partial<Entry>): Entry => ({
  at: '2026-11-24T10:00:00Z',
  kind: 'session',
  id: '1',
  state: null,
  topics: [],
  score: null,
  instrument: null,
  ...some,
});

test('each kind of entry has its words', () => {
  expect(entryWords(entry({ kind: 'appointment', state: 'no_show' }))).toBe(
    'Did not come to the appointment',
  );
  expect(entryWords(entry({ kind: 'measure', instrument: 'phq9', score: 14 }))).toBe('PHQ-9: 14');
  expect(entryWords(entry({ kind: 'consent', state: 'withdrawn' }))).toBe('Consent withdrawn');
  expect(entryWords(entry({ kind: 'note_signed', state: 'author' }))).toBe('Note signed');
  expect(entryWords(entry({ kind: 'note_signed', state: 'supervisor' }))).toBe('Note co-signed');
});

test('what a newer server tells is shown readable', () => {
  expect(entryWords(entry({ kind: 'letter_sent' }))).toBe('letter sent');
  expect(entryWords(entry({ kind: 'goal', state: 'put_off' }))).toBe('put off');
});
