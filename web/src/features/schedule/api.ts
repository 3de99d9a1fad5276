import { call } from '../../server/call';

// The operations around the clock and old files. Each answers the data alone.

/** Something that is done by the clock. Times are RFC 3339. */
export interface ScheduledJob {
  name: string;
  enabled: boolean;
  /** When it is done, in words. */
  every: string;
  next_at: string | null;
  running: boolean;
  last: { started_at: string; ended_at: string | null; outcome: string | null } | null;
}

export interface Schedule {
  enabled: boolean;
  timezone: string;
  jobs: ScheduledJob[];
}

export interface CleanupFile {
  kind: 'orphaned_file' | 'failed_session';
  id: string;
  bytes: number;
  age_hours: number;
  reason: string;
}

export interface CleanupResult {
  dry_run: boolean;
  orphaned_files_deleted: number;
  failed_sessions_cleaned: number;
  total_space_freed_mb: number;
  errors: string[];
  files: CleanupFile[];
}

interface Amount {
  count: number;
  total_size_mb: number;
}

export interface CleanupStatus {
  orphaned_files: Amount;
  failed_sessions: Amount;
  recordings: Amount;
  free_space_mb: number;
}

export interface CleanupConfig {
  failed_session_retention_days: number;
  orphaned_file_retention_hours: number;
  auto_cleanup_on_startup: boolean;
}

export interface CleanupPreview {
  next_run_at: string | null;
  files: CleanupFile[];
}

export const getSchedule = (): Promise<Schedule> => call('GET', '/api/admin/schedule');

export const getCleanupStatus = (): Promise<CleanupStatus> => call('GET', '/api/admin/cleanup/status');

export const getCleanupConfig = (): Promise<CleanupConfig> => call('GET', '/api/admin/cleanup/config');

export const getCleanupPreview = (): Promise<CleanupPreview> => call('GET', '/api/admin/cleanup/preview');

export const runCleanup = (dry_run: boolean): Promise<CleanupResult> =>
  call('POST', '/api/admin/cleanup/all', { query: { dry_run } });
