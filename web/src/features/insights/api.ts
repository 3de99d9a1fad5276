import { call } from '../../server/call';

export const PERIODS = ['7d', '30d', '90d', '1y'] as const;
export type Period = (typeof PERIODS)[number];

export const GRANULARITIES = ['day', 'week', 'month'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export interface Overview {
  total_patients: number;
  active_patients: number;
  sessions_this_week: number;
  sessions_this_month: number;
  upcoming_sessions: number;
  completion_rate: number;
}

export interface TrendPoint {
  date: string;
  sessions_completed: number;
  sessions_cancelled: number;
  avg_session_duration_min: number;
  completion_rate: number;
}

export interface Trends {
  period: string;
  granularity: string;
  data_points: TrendPoint[];
  summary: {
    total_sessions: number;
    avg_per_day: number;
    peak_day: string | null;
    completion_rate: number;
  };
}

export interface Topic {
  topic: string;
  frequency: number;
  patients_affected: number;
  trend: string;
}

export interface Topics {
  time_period_weeks: number;
  topics: Topic[];
}

export const getOverview = (): Promise<Overview> => call('GET', '/api/v1/analytics/overview');

export const getTrends = (period: Period, granularity: Granularity): Promise<Trends> =>
  call('GET', '/api/v1/analytics/session-trends', { query: { period, granularity } });

export const getTopics = (weeks: number, limit: number): Promise<Topics> =>
  call('GET', '/api/v1/analytics/common-topics', { query: { weeks, limit } });
