import { strings } from '../../strings';
import type { Instrument, Measure } from '../measures/api';
import { instrumentName } from '../measures/instruments';
import type { Progress } from './api';

const text = strings.progress;

/** In the order of the scale: the first is 1. */
const MOODS = ['very_low', 'low', 'neutral', 'positive', 'very_positive'];

const DAY_MS = 24 * 60 * 60_000;

interface Point {
  /** Milliseconds since the epoch. */
  at: number;
  value: number;
  /** The value as a person says it. */
  words: string;
}

/** One of the small charts that stand under each other over the same time. */
export interface Panel {
  key: string;
  title: string;
  scale: string;
  min: number;
  max: number;
  /** Where lines are drawn: the steps of the scale, or where a band begins. */
  ticks: number[];
  /** Oldest first. */
  points: Point[];
}

/** The mood of a session as a number from 1 to 5, or null where none was noted. */
export function moodScore(mood: string | null): number | null {
  const at = mood === null ? -1 : MOODS.indexOf(mood);
  return at === -1 ? null : at + 1;
}

function moodPanel(progress: Progress, from: number): Panel {
  const points = progress.recent_sessions.flatMap(({ date, mood }): Point[] => {
    const value = moodScore(mood);
    if (value === null) return [];
    const words = strings.notes.moods[mood as keyof typeof strings.notes.moods];
    return [{ at: Date.parse(`${date.slice(0, 10)}T12:00:00Z`), value, words }];
  });
  return {
    key: 'mood',
    title: text.mood,
    scale: text.moodScale,
    min: 1,
    max: 5,
    ticks: [1, 2, 3, 4, 5],
    points: inOrder(points, from),
  };
}

function inOrder(points: Point[], from: number): Point[] {
  return points.filter(({ at }) => at >= from).sort((a, b) => a.at - b.at);
}

function measurePanel(instrument: Instrument, measures: readonly Measure[], from: number): Panel {
  const points = measures
    .filter((one) => one.instrument === instrument.instrument && one.voided_at === null)
    .map(({ taken_at, score, band }) => ({
      at: Date.parse(taken_at),
      value: score,
      words: `${score}, ${band}`,
    }));
  return {
    key: instrument.instrument,
    title: instrumentName(instrument.instrument),
    scale: `${text.upTo(instrument.max)}, ${text.lower}`,
    min: 0,
    max: instrument.max,
    ticks: [...new Set([0, ...instrument.bands.map((band) => band.from), instrument.max])],
    points: inOrder(points, from),
  };
}

/** Moods and questionnaires of the last weeks; a panel without a value is left out. */
export function panelsOf(
  progress: Progress,
  instruments: readonly Instrument[],
  measures: readonly Measure[],
  weeks: number,
  now: number,
): Panel[] {
  const from = now - weeks * 7 * DAY_MS;
  return [
    moodPanel(progress, from),
    ...instruments.map((instrument) => measurePanel(instrument, measures, from)),
  ].filter(({ points }) => points.length > 0);
}

export interface Row {
  day: string;
  /** By the key of the panel. */
  cells: Record<string, string>;
}

/** The same values day by day, newest first. Two of one day stand in one cell. */
export function rowsOf(panels: readonly Panel[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { key, points } of panels) {
    for (const { at, words } of points) {
      const day = new Date(at).toISOString().slice(0, 10);
      const row = rows.get(day) ?? { day, cells: {} };
      row.cells[key] = row.cells[key] === undefined ? words : `${row.cells[key]}; ${words}`;
      rows.set(day, row);
    }
  }
  return [...rows.values()].sort((a, b) => b.day.localeCompare(a.day));
}

/** The first days of months within a time, thinned to a few, where the axis is labelled. */
export function monthTicks(from: number, to: number, most: number): number[] {
  const ticks: number[] = [];
  const month = new Date(from);
  month.setHours(0, 0, 0, 0);
  month.setDate(1);
  for (;;) {
    month.setMonth(month.getMonth() + 1);
    if (month.getTime() > to) break;
    ticks.push(month.getTime());
  }
  const step = Math.ceil(ticks.length / most);
  return ticks.filter((_, at) => at % step === 0);
}
