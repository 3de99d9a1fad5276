import { GRANULARITIES, type Granularity, PERIODS, type Period } from './api';

/** What the charts show; the page keeps it in its address. */
export interface InsightsSearch {
  period?: Period;
  by?: Granularity;
  weeks?: number;
}

export const TOPIC_WEEKS = [4, 12, 26, 52];

const START = { period: '30d', weeks: 12 } as const;

function oneOf<T>(known: readonly T[], value: unknown): T | undefined {
  return known.find((one) => one === value);
}

/** Reads an address, whatever somebody wrote there. */
export function asInsightsSearch({ period, by, weeks }: Record<string, unknown>): InsightsSearch {
  return {
    period: oneOf(PERIODS, period),
    by: oneOf(GRANULARITIES, by),
    weeks: oneOf(TOPIC_WEEKS, weeks),
  };
}

/** A period by days would be hundreds of bars: what is counted by follows the period, until chosen. */
const USUAL: Record<Period, Granularity> = { '7d': 'day', '30d': 'day', '90d': 'week', '1y': 'month' };

export function chosen({ period = START.period, by, weeks = START.weeks }: InsightsSearch) {
  return { period, by: by ?? USUAL[period], weeks };
}
