import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { named } from '../../ui/named';
import type { CleanupResult, ScheduledJob } from './api';

const text = strings.schedule;

/** What happened the last time, in words. */
export function lastWords({ running, last }: Pick<ScheduledJob, 'running' | 'last'>): string {
  if (last === null) return text.never;
  if (running || last.ended_at === null) return text.running(moment(last.started_at));
  return text.last(moment(last.ended_at), named(text.outcomes, last.outcome ?? 'done'));
}

/** When it is done next, in words. */
export function nextWords({ enabled, next_at }: Pick<ScheduledJob, 'enabled' | 'next_at'>): string {
  if (!enabled) return text.disabled;
  return next_at === null ? text.noNext : moment(next_at);
}

/** What a run did, or would have done. */
export function resultWords(result: CleanupResult): string {
  const { orphaned_files_deleted, failed_sessions_cleaned, total_space_freed_mb, dry_run } = result;
  if (orphaned_files_deleted + failed_sessions_cleaned === 0) return strings.cleanup.nothingDone;
  const say = dry_run ? strings.cleanup.wouldDelete : strings.cleanup.deleted;
  return say(orphaned_files_deleted, failed_sessions_cleaned, strings.cleanup.bytes(total_space_freed_mb));
}
