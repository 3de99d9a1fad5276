import { expect, test } from 'vitest';
import {
  addDays,
  clockMinutes,
  daysOf,
  hoursOf,
  isoDay,
  isoTime,
  minutesBetween,
  momentAt,
  mondayOf,
  nextHour,
  overlap,
  parseDay,
  place,
  shiftTime,
} from './week';

const DAY = new Date(2026, 10, 24);

function meeting(from: string, to: string) {
  const at = (time: string): string => momentAt('2026-11-24', time)?.toISOString() ?? '';
  return { starts_at: at(from), ends_at: at(to) };
}

test('a week begins on Monday, also for a Sunday', () => {
  expect(isoDay(mondayOf(new Date(2026, 10, 29, 23, 59)))).toBe('2026-11-23');
  expect(isoDay(mondayOf(new Date(2026, 10, 23)))).toBe('2026-11-23');
  expect(
    daysOf(new Date(2026, 10, 23))
      .map(isoDay)
      .at(-1),
  ).toBe('2026-11-29');
});

test('days are counted on the calendar, over the ends of months and years', () => {
  expect(isoDay(addDays(new Date(2026, 11, 31), 1))).toBe('2027-01-01');
  expect(isoDay(addDays(new Date(2026, 2, 30), -2))).toBe('2026-03-28');
  for (let day = new Date(2026, 0, 1); day.getFullYear() === 2026; day = addDays(day, 1)) {
    expect(day.getHours()).toBe(0);
  }
});

test('only a day of the calendar is one', () => {
  expect(parseDay('2026-02-29')).toBeNull();
  expect(parseDay('24 Nov')).toBeNull();
  expect(parseDay(undefined)).toBeNull();
  expect(parseDay('2026-11-24')).toEqual(DAY);
  expect(momentAt('2026-11-24', '')).toBeNull();
  expect(momentAt('2026-11-24', '09:30')).toEqual(new Date(2026, 10, 24, 9, 30));
});

test('moving the beginning keeps the length, within the day', () => {
  expect(shiftTime('10:00', 50)).toBe('10:50');
  expect(shiftTime('23:30', 50)).toBe('23:59');
  expect(shiftTime('', 50)).toBe('');
  expect(minutesBetween('10:00', '10:50')).toBe(50);
});

test('what is proposed lies ahead, whatever the hour', () => {
  const proposed = (hour: number, minute: number): string => {
    const start = nextHour(new Date(2026, 10, 30, hour, minute));
    return `${isoDay(start)} ${isoTime(start)}`;
  };
  expect(proposed(0, 0)).toBe('2026-11-30 01:00');
  expect(proposed(21, 59)).toBe('2026-11-30 22:00');
  expect(proposed(22, 0)).toBe('2026-12-01 10:00');
  expect(proposed(23, 58)).toBe('2026-12-01 10:00');
});

test('the hours shown grow with what is planned', () => {
  expect(hoursOf([])).toEqual({ from: 8, to: 18 });
  expect(hoursOf([meeting('07:30', '08:20'), meeting('18:00', '19:10')])).toEqual({ from: 7, to: 20 });
});

test('appointments at the same time stand side by side, and others keep the whole width', () => {
  const placed = place(DAY, [
    meeting('14:00', '15:00'),
    meeting('10:30', '11:20'),
    meeting('10:00', '11:00'),
    meeting('11:00', '11:50'),
  ]);
  expect(placed.map(({ start, minutes, lane, lanes }) => [start, minutes, lane, lanes])).toEqual([
    [600, 60, 0, 2],
    [630, 50, 1, 2],
    [660, 50, 0, 2],
    [840, 60, 0, 1],
  ]);
});

test('meetings that only touch do not overlap', () => {
  expect(overlap(meeting('10:00', '11:00'), meeting('11:00', '11:50'))).toBe(false);
  expect(overlap(meeting('10:00', '11:00'), meeting('10:59', '11:50'))).toBe(true);
  expect(overlap(meeting('10:00', '12:00'), meeting('10:30', '11:00'))).toBe(true);
});

test('a meeting over midnight ends with its day', () => {
  const late = {
    starts_at: new Date(2026, 10, 24, 23).toISOString(),
    ends_at: new Date(2026, 10, 25, 1).toISOString(),
  };
  expect(clockMinutes(DAY, new Date(late.ends_at))).toBe(25 * 60);
  expect(place(DAY, [late])[0]?.minutes).toBe(60);
});
