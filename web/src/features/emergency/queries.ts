import { queryOptions } from '@tanstack/react-query';
import { type ListBreakGlassResponse, listBreakGlass } from '../../api';

/** The reasons that the practice accepts, in the order in which they are offered. */
export const REASONS = [
  'emergency',
  'therapist_unavailable',
  'legal_request',
  'complaint',
  'technical_fault',
] as const;

const ASK_MS = 60_000;

export type Grant = ListBreakGlassResponse[number];

/** An administrator's own emergency accesses; for a therapist those to their clients. */
export const grantsQuery = queryOptions({
  queryKey: ['break-glass'],
  queryFn: async (): Promise<Grant[]> => (await listBreakGlass()).data,
  refetchInterval: ASK_MS,
});

/** Whether it still opens the record. */
export function isOpen(grant: Grant, now: number): boolean {
  return !grant.ended_at && Date.parse(grant.expires_at) > now;
}

/** When it came to its end, by hand or by time. */
export function endOf(grant: Grant): string {
  return grant.ended_at ?? grant.expires_at;
}
