import { queryOptions } from '@tanstack/react-query';
import { listSessions, type SessionSummary } from '../../api';
import { getConsents, listMeasureRisks } from './api';

export const measureRisksQuery = queryOptions({
  queryKey: ['measure-risks'],
  queryFn: listMeasureRisks,
  // A client may answer at any time, and no event tells of it.
  refetchInterval: 60_000,
});

/** Kept under the client's key, with which it is renewed. */
export const consentsOfQuery = (patient: string) =>
  queryOptions({
    queryKey: ['patient', patient, 'consents'],
    queryFn: () => getConsents(patient),
    staleTime: 60_000,
  });

/** All sessions of a state. They are counted only, so a minute's delay does no harm. */
export const sessionsInQuery = (status: 'processed' | 'failed') =>
  queryOptions({
    queryKey: ['sessions-in', status],
    queryFn: async (): Promise<SessionSummary[]> => {
      const { data } = await listSessions({ query: { status } });
      return Array.isArray(data) ? data : data.items;
    },
    refetchInterval: 60_000,
  });
