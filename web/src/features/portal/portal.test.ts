import { expect, test } from 'vitest';
import type { AgreedAction, Agreement, Visit } from './api';
import { withTick } from './queries';
import { agreementWords, bySession, dayWords, isInForce, splitVisits, unanswered, visitPlace } from './words';

const NOW = Date.parse('2026-11-24T10:00:00Z');

function visit(id: string, day: string, state = 'scheduled'): Visit {
  const starts_at = `2026-${day}T09:00:00Z`;
  return { id, starts_at, ends_at: starts_at, state, modality: 'video', place: null };
}

test('a day is said without the year unless it is another', () => {
  expect(dayWords('2026-11-24', new Date(NOW))).toBe('24 November');
  expect(dayWords('2025-12-31', new Date(NOW))).toBe('31 December 2025');
  expect(dayWords('soon')).toBe('soon');
});

test('only planned appointments of the future are coming up', () => {
  const visits = [
    visit('late', '12-08'),
    visit('off', '12-02', 'cancelled'),
    visit('next', '12-01'),
    visit('past', '11-20'),
    visit('first', '11-10', 'attended'),
  ];
  const { coming, past } = splitVisits(visits, NOW);
  expect(coming.map(({ id }) => id)).toEqual(['next', 'late']);
  expect(past.map(({ id }) => id)).toEqual(['off', 'past', 'first']);
  expect(visitPlace({ modality: 'in_person', place: 'Room 2' })).toBe('in person, Room 2');
});

test('tasks stand under their session, the latest first, in their own order', () => {
  const task = (id: string, session_date: string): AgreedAction => ({
    id,
    text: id,
    session_date,
    release_id: session_date,
    done_at: null,
  });
  const groups = bySession([task('a', '2026-11-10'), task('b', '2026-11-17'), task('c', '2026-11-10')]);
  expect(groups.map(([date, actions]) => [date, actions.map(({ id }) => id)])).toEqual([
    ['2026-11-17', ['b']],
    ['2026-11-10', ['a', 'c']],
  ]);
});

test('ticking a task leaves the others as they are', () => {
  const actions = [
    { id: 'a', text: '', done_at: null },
    { id: 'b', text: '', done_at: 'then' },
  ];
  expect(withTick(actions, 'a', 'now').map(({ done_at }) => done_at)).toEqual(['now', 'then']);
  expect(withTick(actions, 'b', null).map(({ done_at }) => done_at)).toEqual([null, null]);
});

test('a consent is in force until its end or until it is taken back', () => {
  const given: Agreement = {
    id: '1',
    scope: 'record',
    text: '',
    given_at: '2024-03-03T12:00:00Z',
    expires_at: null,
    withdrawn_at: null,
  };
  expect(isInForce(given, NOW)).toBe(true);
  expect(agreementWords(given, NOW)).toBe('You agreed on 3 March 2024.');
  const ended = { ...given, expires_at: '2025-03-03T12:00:00Z' };
  expect(isInForce(ended, NOW)).toBe(false);
  expect(agreementWords(ended, NOW)).toBe('You agreed on 3 March 2024. This ended on 3 March 2025.');
  const back = { ...ended, withdrawn_at: '2024-05-05T12:00:00Z' };
  expect(isInForce(back, NOW)).toBe(false);
  expect(agreementWords(back, NOW)).toBe('You agreed on 3 March 2024. You took this back on 5 May 2024.');
});

test('an answer of zero is an answer', () => {
  expect(unanswered([0, null, 3, null])).toEqual([1, 3]);
  expect(unanswered([0, 0])).toEqual([]);
});
