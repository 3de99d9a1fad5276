import { notifications } from '@mantine/notifications';
import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import {
  cancelSession,
  extractNotes,
  getSession,
  getTranscript,
  listSessions,
  retrySession,
  type Session,
  type SessionPage,
  type SessionSummary,
  type Transcript,
} from '../../api';
import { queryClient } from '../../queries';
import { toProblem } from '../../server/problem';
import type { Status } from './status';

const PAGE_SIZE = 25;

export interface SessionFilter {
  patient?: string;
  status?: Status;
}

// With `limit` the server answers a page, without it the plain array of the older contract.
function asPage(data: SessionSummary[] | SessionPage): SessionPage {
  return Array.isArray(data) ? { items: data, next: null } : data;
}

export const sessionsQuery = (filter: SessionFilter) =>
  infiniteQueryOptions({
    queryKey: ['sessions', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }): Promise<SessionPage> => {
      const query = {
        patient_id: filter.patient,
        status: filter.status,
        limit: PAGE_SIZE,
        cursor: pageParam,
      };
      return asPage((await listSessions({ query })).data);
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });

/** Every session of one patient, to notice a recording that is already here. */
export const allOfPatientQuery = (patient: string) =>
  queryOptions({
    queryKey: ['sessions-of', patient],
    queryFn: async (): Promise<SessionSummary[]> =>
      asPage((await listSessions({ query: { patient_id: patient } })).data).items,
  });

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ['session', id],
    queryFn: async (): Promise<Session> => (await getSession({ path: { id } })).data,
  });

/** The turns so far, or null before the first word. */
export const transcriptQuery = (id: string) =>
  queryOptions({
    queryKey: ['transcript', id],
    queryFn: async (): Promise<Transcript | null> => {
      try {
        return (await getTranscript({ path: { id } })).data;
      } catch (thrown) {
        if (toProblem(thrown).status === 404) return null;
        throw thrown;
      }
    },
  });

const COMMANDS = { retry: retrySession, cancel: cancelSession, redraft: extractNotes };

/**
 * Asks the server to do something with a session and takes over the state it answers. `done` is said
 * afterwards, for commands whose button disappears with the new state.
 */
export function useSessionCommand(command: keyof typeof COMMANDS, done?: string) {
  return useMutation({
    mutationFn: async (id: string): Promise<Session> => (await COMMANDS[command]({ path: { id } })).data,
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery(session.id).queryKey, session);
      void queryClient.invalidateQueries({ queryKey: ['sessions'] });
      if (done !== undefined) notifications.show({ message: done });
    },
  });
}
