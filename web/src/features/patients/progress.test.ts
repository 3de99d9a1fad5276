import { expect, test } from 'vitest';
import { GAD7, measure } from '../measures/measures.fixture';
import type { Progress } from './api';
import { monthTicks, moodScore, panelsOf, rowsOf } from './progress';

const NOW = Date.parse('2026-11-24T12:00:00Z');

const session = (date: string, mood: string | null) => ({ date, mood, key_topics: [], progress_notes: null });

const progress = (...recent_sessions: Progress['recent_sessions']): Progress => ({
  patient_id: '1',
  patient_name: 'Maya',
  total_sessions: recent_sessions.length,
  recent_sessions,
  mood_trend: { current: null, trajectory: null, change_percent: 0 },
  common_topics: [],
  attendance_rate: 0,
});

test('moods are steps from 1 to 5', () => {
  expect(moodScore('very_low')).toBe(1);
  expect(moodScore('very_positive')).toBe(5);
  expect(moodScore('')).toBeNull();
  expect(moodScore(null)).toBeNull();
});

test('only what was noted in the time shown is drawn, oldest first', () => {
  const panels = panelsOf(
    progress(
      session('2026-11-20', 'positive'),
      session('2026-11-13', null),
      session('2026-11-06', 'low'),
      session('2026-01-06', 'low'),
    ),
    [GAD7],
    [],
    12,
    NOW,
  );
  expect(panels.map(({ key, points }) => [key, points.map(({ value }) => value)])).toEqual([
    ['mood', [2, 4]],
  ]);
});

test('what was entered in error is not drawn, and bands are the lines of a questionnaire', () => {
  const gad = { instrument: 'gad7', max: 9, band: 'any' };
  const measures = [
    measure({ ...gad, score: 5 }),
    measure({ ...gad, score: 8, voided_at: '2026-11-12T09:00:00Z' }),
  ];
  const [panel] = panelsOf(progress(), [GAD7], measures, 12, NOW);
  expect(panel?.points.map(({ value }) => value)).toEqual([5]);
  expect(panel?.ticks).toEqual([0, 9]);
});

test('the table has a row for each day and a cell for each panel', () => {
  const panels = panelsOf(
    progress(session('2026-11-10', 'neutral'), session('2026-11-20', 'positive')),
    [GAD7],
    [measure({ instrument: 'gad7', score: 5, band: 'any' })],
    12,
    NOW,
  );
  expect(rowsOf(panels)).toEqual([
    { day: '2026-11-20', cells: { mood: 'positive' } },
    { day: '2026-11-10', cells: { mood: 'neutral', gad7: '5, any' } },
  ]);
});

test('the axis is labelled at the first days of months, a few of them', () => {
  const from = new Date(2026, 0, 15).getTime();
  expect(monthTicks(from, new Date(2026, 3, 2).getTime(), 6)).toEqual([
    new Date(2026, 1, 1).getTime(),
    new Date(2026, 2, 1).getTime(),
    new Date(2026, 3, 1).getTime(),
  ]);
  expect(monthTicks(from, new Date(2027, 0, 14).getTime(), 6)).toHaveLength(6);
});
