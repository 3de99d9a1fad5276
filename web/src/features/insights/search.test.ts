import { expect, test } from 'vitest';
import { asInsightsSearch, chosen } from './search';

test('what an address may say is known, the rest is left out', () => {
  expect(asInsightsSearch({ period: '1y', by: 'week', weeks: 26 })).toEqual({
    period: '1y',
    by: 'week',
    weeks: 26,
  });
  expect(asInsightsSearch({ period: '2y', by: 'hour', weeks: '12' })).toEqual({});
});

test('a longer period is counted in larger steps until somebody chooses', () => {
  expect(chosen({})).toEqual({ period: '30d', by: 'day', weeks: 12 });
  expect(chosen({ period: '1y' }).by).toBe('month');
  expect(chosen({ period: '1y', by: 'week' }).by).toBe('week');
});
