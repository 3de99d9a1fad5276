import { strings } from '../../strings';
import { megabytes } from '../../ui/format';
import { named } from '../../ui/named';
import type { ExportJob } from './api';

const text = strings.exports;
const HOUR_MS = 3_600_000;

/** What an export is called, such as `Session notes, PDF`. No person is in it. */
export const nameOf = ({ kind, format }: Pick<ExportJob, 'kind' | 'format'>): string =>
  text.name(named(text.kinds, kind), named(text.shortFormats, format));

/** Whether the server is still at it. */
export const isUnderWay = ({ status }: Pick<ExportJob, 'status'>): boolean =>
  status === 'pending' || status === 'processing';

function isExpired({ expires_at }: Pick<ExportJob, 'expires_at'>, now: number): boolean {
  return Date.parse(expires_at) <= now;
}

export const isReady = (job: Pick<ExportJob, 'status' | 'expires_at'>, now: number): boolean =>
  job.status === 'completed' && !isExpired(job, now);

/** How long the file is still there: `kept for 6 more days`. */
export function keptWords(expiresAt: string, now: number): string {
  const hours = Math.floor((Date.parse(expiresAt) - now) / HOUR_MS);
  if (hours < 1) return text.keptMoments;
  return hours < 48 ? text.keptHours(hours) : text.keptDays(Math.floor(hours / 24));
}

/** The state of an export in words. */
export function stateWords(job: Pick<ExportJob, 'status' | 'expires_at'>, now: number): string {
  return job.status === 'completed' && isExpired(job, now)
    ? text.states.expired
    : named(text.states, job.status);
}

/** Size, expiry and downloads of a file that is ready. */
export function factsOf(job: ExportJob, now: number): string {
  const facts = [keptWords(job.expires_at, now), text.downloads(job.downloads)];
  if (job.file_bytes !== null) facts.unshift(megabytes(job.file_bytes));
  return facts.join(', ');
}
