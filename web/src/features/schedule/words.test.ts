import { expect, test } from 'vitest';
import { moment } from '../../ui/format';
import type { CleanupResult } from './api';
import { lastWords, nextWords, resultWords } from './words';

const AT = '2026-11-24T02:00:00Z';
const LAST = { started_at: AT, ended_at: AT, outcome: 'done' };

function result(some: Partial<CleanupResult>): CleanupResult {
  return {
    dry_run: false,
    orphaned_files_deleted: 0,
    failed_sessions_cleaned: 0,
    total_space_freed_mb: 0,
    errors: [],
    files: [],
    ...some,
  };
}

test('the last time is told with how it ended', () => {
  expect(lastWords({ running: false, last: null })).toBe('Not run yet');
  expect(lastWords({ running: false, last: LAST })).toBe(`${moment(AT)}: done`);
  expect(lastWords({ running: false, last: { ...LAST, outcome: 'failed' } })).toBe(`${moment(AT)}: failed`);
  expect(lastWords({ running: true, last: { ...LAST, ended_at: null } })).toBe(`Running since ${moment(AT)}`);
});

test('what is switched off has no next time', () => {
  expect(nextWords({ enabled: false, next_at: AT })).toBe('Off');
  expect(nextWords({ enabled: true, next_at: null })).toBe('Not planned');
  expect(nextWords({ enabled: true, next_at: AT })).toBe(moment(AT));
});

test('a dry run never speaks as if something had been deleted', () => {
  const both = { orphaned_files_deleted: 1, failed_sessions_cleaned: 2, total_space_freed_mb: 123.4 };
  expect(resultWords(result({ ...both, dry_run: true }))).toMatch(
    /would be deleted, 123 MB.*Nothing was deleted/,
  );
  expect(resultWords(result(both))).toMatch(/^Deleted: 1 file .* 2 recordings .* 123 MB are free again/);
  expect(resultWords(result({ dry_run: true }))).toBe('There was nothing to delete.');
});
