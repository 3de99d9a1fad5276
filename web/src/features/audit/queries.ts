import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import {
  type AuditVerificationResponse,
  auditVerification,
  type ListAuditResponse,
  listAudit,
} from '../../api';
import { type AuditFilter, asQuery } from './filter';

const PAGE_SIZE = 50;

export type AuditEntry = ListAuditResponse['entries'][number];

// Reading the trail is itself an entry, so it is read when somebody asks and not on every glance.
const STALE_MS = 5 * 60_000;

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }): Promise<ListAuditResponse> => {
      const query = { ...asQuery(filter), limit: PAGE_SIZE, cursor: pageParam };
      return (await listAudit({ query })).data;
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: STALE_MS,
  });

export const verificationQuery = queryOptions({
  queryKey: ['audit-verification'],
  queryFn: async (): Promise<AuditVerificationResponse> => (await auditVerification()).data,
  staleTime: STALE_MS,
});
