import { day } from '../../ui/format';
import type { Granularity, TrendPoint } from './api';

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });
const LONG_MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

const noon = (date: string): Date => new Date(`${date.slice(0, 10)}T12:00:00Z`);

/** Under a bar: `24 Nov`, or `Nov` where a bar is a month. */
export function barLabel(date: string, by: Granularity): string {
  return (by === 'month' ? MONTH : DAY).format(noon(date));
}

/** In a row: `24 Nov 2026`, or `November 2026`. */
export function rowLabel(date: string, by: Granularity): string {
  return by === 'month' ? LONG_MONTH.format(noon(date)) : day(date);
}

/** Whether there is anything to draw. */
export function hasActivity(points: readonly TrendPoint[]): boolean {
  return points.some(
    ({ sessions_completed, sessions_cancelled }) => sessions_completed + sessions_cancelled > 0,
  );
}
