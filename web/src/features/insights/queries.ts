import { queryOptions } from '@tanstack/react-query';
import { type Granularity, getOverview, getTopics, getTrends, type Period } from './api';

/** So many topics stand in a list that is read, not searched. */
const TOPICS = 20;

export const overviewQuery = queryOptions({ queryKey: ['insights', 'overview'], queryFn: getOverview });

export const trendsQuery = (period: Period, by: Granularity) =>
  queryOptions({
    queryKey: ['insights', 'trends', period, by],
    queryFn: () => getTrends(period, by),
    placeholderData: (before) => before,
  });

export const topicsQuery = (weeks: number) =>
  queryOptions({
    queryKey: ['insights', 'topics', weeks],
    queryFn: () => getTopics(weeks, TOPICS),
    placeholderData: (before) => before,
  });
