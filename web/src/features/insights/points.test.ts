import { expect, test } from 'vitest';
import { barLabel, hasActivity, rowLabel } from './points';

test('a bar is labelled by its day, and a month by its name', () => {
  expect(barLabel('2026-11-24', 'week')).toBe('24 Nov');
  expect(barLabel('2026-11-01', 'month')).toBe('Nov');
  expect(rowLabel('2026-11-24', 'day')).toBe('24 Nov 2026');
  expect(rowLabel('2026-11-01', 'month')).toBe('November 2026');
});

test('weeks in which nothing happened are no activity', () => {
  const point = {
    date: '2026-11-24',
    sessions_completed: 0,
    sessions_cancelled: 0,
    avg_session_duration_min: 0,
    completion_rate: 0,
  };
  expect(hasActivity([])).toBe(false);
  expect(hasActivity([point])).toBe(false);
  expect(hasActivity([point, { ...point, sessions_cancelled: 1 }])).toBe(true);
});
