import { expect, test } from 'vitest';
import { missingConsents, openNotes } from './needs';

const NOW = new Date(2026, 10, 24, 18).getTime();

function session(session_date: string, note_state: string | null, status = 'processed') {
  return { session_date, note_state, status };
}

test('signed and voided notes need nobody', () => {
  const sessions = [
    session('2026-11-01', 'signed'),
    session('2026-11-01', 'co_signed'),
    session('2026-11-01', 'voided'),
    session('2026-11-01', null, 'failed'),
  ];
  expect(openNotes(sessions, NOW)).toEqual({ review: 0, late: 0, oldestDays: 0 });
});

test('a note is late from the third day on', () => {
  const sessions = [session('2026-11-24', 'draft'), session('2026-11-22', 'in_review')];
  expect(openNotes(sessions, NOW)).toEqual({ review: 2, late: 0, oldestDays: 2 });
  expect(openNotes([...sessions, session('2026-11-20', null)], NOW)).toEqual({
    review: 3,
    late: 1,
    oldestDays: 4,
  });
});

test('only consents that a session cannot do without are missing', () => {
  const of = (scope: string, state: string) => ({ scope, state });
  expect(
    missingConsents([of('record', 'valid'), of('portal', 'missing'), of('external_model', 'missing')]),
  ).toBe(0);
  expect(
    missingConsents([of('record', 'expired'), of('ai_draft', 'withdrawn'), of('transcribe', 'valid')]),
  ).toBe(2);
});
