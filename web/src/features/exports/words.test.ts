import { expect, test } from 'vitest';
import type { ExportJob } from './api';
import { factsOf, isReady, keptWords, nameOf, stateWords } from './words';

const NOW = Date.parse('2026-11-24T10:00:00Z');

const READY: ExportJob = {
  job_id: '1',
  status: 'completed',
  format: 'pdf',
  created_at: '2026-11-24T09:00:00Z',
  expires_at: '2026-12-01T09:00:00Z',
  kind: 'session_notes',
  error_message: null,
  file_bytes: 2_080_000,
  downloads: 0,
  completed_at: '2026-11-24T09:00:02Z',
};

test('an export is called by what it is, not by whom it is about', () => {
  expect(nameOf(READY)).toBe('Session notes, PDF');
});

test('how long a file is kept is said in days, then in hours', () => {
  expect(keptWords('2026-12-01T09:59:00Z', NOW)).toBe('kept for 6 more days');
  expect(keptWords('2026-11-25T11:00:00Z', NOW)).toBe('kept for 25 more hours');
  expect(keptWords('2026-11-24T11:30:00Z', NOW)).toBe('kept for 1 more hour');
  expect(keptWords('2026-11-24T10:30:00Z', NOW)).toBe('kept for less than an hour');
});

test('a file past its time is gone, whatever the list last said', () => {
  expect(isReady(READY, NOW)).toBe(true);
  expect(stateWords(READY, NOW)).toBe('Ready');
  const late = Date.parse(READY.expires_at);
  expect(isReady(READY, late)).toBe(false);
  expect(stateWords(READY, late)).toBe('Expired, the file is gone');
});

test('the facts of a file leave out what is not known', () => {
  expect(factsOf(READY, NOW)).toBe('2.1 MB, kept for 6 more days, not downloaded yet');
  expect(factsOf({ ...READY, file_bytes: null, downloads: 3 }, NOW)).toBe(
    'kept for 6 more days, downloaded 3 times',
  );
});
