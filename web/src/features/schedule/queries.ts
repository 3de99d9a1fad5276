import { queryOptions } from '@tanstack/react-query';
import { getCleanupConfig, getCleanupPreview, getCleanupStatus, getSchedule } from './api';

/** What runs by the clock; asked for again every minute, more often while something runs. */
export const scheduleQuery = queryOptions({
  queryKey: ['schedule'],
  queryFn: getSchedule,
  refetchInterval: ({ state }) => (state.data?.jobs.some(({ running }) => running) ? 3_000 : 60_000),
});

export const cleanupConfigQuery = queryOptions({
  queryKey: ['cleanup', 'config'],
  queryFn: getCleanupConfig,
});

export const cleanupStatusQuery = queryOptions({
  queryKey: ['cleanup', 'status'],
  queryFn: getCleanupStatus,
});

export const cleanupPreviewQuery = queryOptions({
  queryKey: ['cleanup', 'preview'],
  queryFn: getCleanupPreview,
});
