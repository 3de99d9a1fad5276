import { expect, test } from 'vitest';
import { clock, day, duration, megabytes, momentOf, today } from './format';

test('a position counts hours only from the first hour on', () => {
  expect(clock(247.9)).toBe('4:07');
  expect(clock(3847)).toBe('1:04:07');
  expect(clock(-1)).toBe('0:00');
  expect(clock(Number.NaN)).toBe('0:00');
});

test('a length is rounded to what a person would say', () => {
  expect(duration(45.2)).toBe('45 s');
  expect(duration(2990)).toBe('50 min');
  expect(duration(3600)).toBe('1 h');
  expect(duration(4800)).toBe('1 h 20 min');
});

test('sizes are decimal', () => {
  expect(megabytes(2_080_000)).toBe('2.1 MB');
  expect(megabytes(48_600_000)).toBe('49 MB');
  expect(megabytes(1_230_000_000)).toBe('1.23 GB');
});

test('a calendar day is the same day in every time zone', () => {
  expect(day('2026-11-24')).toBe('24 Nov 2026');
  expect(day('not a date')).toBe('not a date');
});

test('a chosen day is its noon where the reader is', () => {
  expect(today(new Date(2026, 10, 4, 23, 59))).toBe('2026-11-04');
  expect(momentOf('2026-11-20')).toBe(new Date(2026, 10, 20, 12).toISOString());
});
