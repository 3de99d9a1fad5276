import type { Appointment } from './api';

// Days and weeks in the reader's own time zone. A day is a `Date` at its local midnight; days are counted on the
// calendar, never by adding 24 hours, so that the two long and short days of a year stay whole.

const MINUTE_MS = 60_000;

/** The hours a week shows even when nothing is planned in them. */
const OFFICE = { from: 8, to: 18 };

/** The hours at which a proposal starts at the latest, and on a day that is not today. */
const LATEST = 22;
export const MORNING = 10;

const two = (value: number): string => String(value).padStart(2, '0');

/** Midnight of the day of a moment. */
export function dayOf(moment: Date): Date {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

export function addDays(day: Date, count: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + count);
}

/** Monday of the week of a moment. */
export function mondayOf(moment: Date): Date {
  return addDays(dayOf(moment), -((moment.getDay() + 6) % 7));
}

/** Monday to Sunday. */
export function daysOf(monday: Date): Date[] {
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index));
}

/** `2026-11-24`, as inputs and addresses write a day. */
export function isoDay(day: Date): string {
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** `09:30`, as inputs write a time. */
export function isoTime(moment: Date): string {
  return `${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** The next full hour of today, or ten o'clock tomorrow when too little of today is left. */
export function nextHour(now: Date): Date {
  const today = dayOf(now);
  const hour = now.getHours() + 1;
  const [day, start] = hour <= LATEST ? [today, hour] : [addDays(today, 1), MORNING];
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), start);
}

/** The day that a text such as `2026-11-24` names, or null. */
export function parseDay(text: unknown): Date | null {
  const parts = typeof text === 'string' ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) : null;
  if (parts === null) return null;
  const day = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return isoDay(day) === text ? day : null;
}

/** The moment of a day and a time as inputs write them, or null. */
export function momentAt(date: string, time: string): Date | null {
  const day = parseDay(date);
  const parts = /^(\d\d):(\d\d)/.exec(time);
  if (day === null || parts === null) return null;
  return new Date(day.getFullYear(), day.getMonth(), day.getDate(), Number(parts[1]), Number(parts[2]));
}

/** A time of day moved by minutes, staying within the day. */
export function shiftTime(time: string, minutes: number): string {
  const parts = /^(\d\d):(\d\d)/.exec(time);
  if (parts === null) return time;
  const at = Math.min(24 * 60 - 1, Math.max(0, Number(parts[1]) * 60 + Number(parts[2]) + minutes));
  return `${two(Math.floor(at / 60))}:${two(at % 60)}`;
}

/** Minutes from one time of day to another. */
export function minutesBetween(from: string, to: string): number {
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return minutes(to) - minutes(from);
}

/** Minutes of the clock from midnight to a moment of that day, as a wall clock counts them. */
export function clockMinutes(day: Date, moment: Date): number {
  const days = Math.round((dayOf(moment).getTime() - day.getTime()) / (24 * 60 * MINUTE_MS));
  return days * 24 * 60 + moment.getHours() * 60 + moment.getMinutes();
}

export function isOn(day: Date, { starts_at }: Pick<Appointment, 'starts_at'>): boolean {
  return dayOf(new Date(starts_at)).getTime() === day.getTime();
}

type Times = Pick<Appointment, 'starts_at' | 'ends_at'>;

/** The whole hours that a week has to show. */
export function hoursOf(appointments: readonly Times[]): { from: number; to: number } {
  const hours = { ...OFFICE };
  for (const { starts_at, ends_at } of appointments) {
    const start = new Date(starts_at);
    const day = dayOf(start);
    hours.from = Math.min(hours.from, start.getHours());
    hours.to = Math.max(hours.to, Math.min(24, Math.ceil(clockMinutes(day, new Date(ends_at)) / 60)));
  }
  return hours;
}

export interface Placed<T> {
  appointment: T;
  /** Minutes after midnight. */
  start: number;
  minutes: number;
  /** Those at the same time stand side by side, in lanes from the left. */
  lane: number;
  lanes: number;
}

/** Whether two meetings have a moment in common. */
export function overlap(one: Times, other: Times): boolean {
  return (
    Date.parse(one.starts_at) < Date.parse(other.ends_at) &&
    Date.parse(other.starts_at) < Date.parse(one.ends_at)
  );
}

/** Puts the appointments of a day in their places; those that overlap share the width. */
export function place<T extends Times>(day: Date, appointments: readonly T[]): Placed<T>[] {
  const sorted = appointments
    .map((appointment) => {
      const start = clockMinutes(day, new Date(appointment.starts_at));
      const end = Math.min(24 * 60, clockMinutes(day, new Date(appointment.ends_at)));
      return { appointment, start, minutes: Math.max(15, end - start), lane: 0, lanes: 1 };
    })
    .sort((one, other) => one.start - other.start || other.minutes - one.minutes);
  let cluster: Placed<T>[] = [];
  let ends: number[] = [];
  const close = (): void => {
    for (const placed of cluster) placed.lanes = ends.length;
    cluster = [];
    ends = [];
  };
  for (const placed of sorted) {
    if (ends.every((end) => end <= placed.start)) close();
    const free = ends.findIndex((end) => end <= placed.start);
    placed.lane = free === -1 ? ends.length : free;
    ends[placed.lane] = placed.start + placed.minutes;
    cluster.push(placed);
  }
  close();
  return sorted;
}
