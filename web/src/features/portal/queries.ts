import { queryOptions, useMutation } from '@tanstack/react-query';
import { queryClient } from '../../queries';
import {
  type Action,
  type AgreedAction,
  getPortal,
  getSummary,
  listActions,
  listAgreements,
  listQuestionnaires,
  listSummaries,
  listVisits,
  type Summary,
  tickAction,
} from './api';

/** Everything a client sees, so that a withdrawn consent makes all of it stale. */
export const PORTAL_KEY = ['portal'];

export const portalQuery = queryOptions({ queryKey: [...PORTAL_KEY, 'start'], queryFn: getPortal });

export const summariesQuery = queryOptions({
  queryKey: [...PORTAL_KEY, 'summaries'],
  queryFn: async () =>
    (await listSummaries()).sort((one, other) => other.released_at.localeCompare(one.released_at)),
});

export const summaryQuery = (id: string) =>
  queryOptions({
    queryKey: [...PORTAL_KEY, 'summary', id],
    queryFn: async () => {
      const summary = await getSummary(id);
      // It is read now, which the lists say.
      void queryClient.invalidateQueries({ queryKey: summariesQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: portalQuery.queryKey });
      return summary;
    },
  });

export const actionsQuery = queryOptions({
  queryKey: [...PORTAL_KEY, 'actions'],
  queryFn: listActions,
});

export const visitsQuery = queryOptions({ queryKey: [...PORTAL_KEY, 'visits'], queryFn: listVisits });

export const questionnairesQuery = queryOptions({
  queryKey: [...PORTAL_KEY, 'questionnaires'],
  queryFn: listQuestionnaires,
});

export const agreementsQuery = queryOptions({
  queryKey: [...PORTAL_KEY, 'consents'],
  queryFn: async () =>
    (await listAgreements()).sort((one, other) => other.given_at.localeCompare(one.given_at)),
});

/** A list with one of its tasks ticked, or not any more. */
export function withTick<T extends Action>(actions: readonly T[], id: string, doneAt: string | null): T[] {
  return actions.map((action) => (action.id === id ? { ...action, done_at: doneAt } : action));
}

interface Tick {
  action: Action;
  done: boolean;
}

function show(id: string, doneAt: string | null): void {
  queryClient.setQueryData<AgreedAction[]>(
    actionsQuery.queryKey,
    (known) => known && withTick(known, id, doneAt),
  );
  queryClient.setQueriesData<Summary>(
    { queryKey: [...PORTAL_KEY, 'summary'] },
    (known) => known && { ...known, actions: withTick(known.actions, id, doneAt) },
  );
}

/** Ticks a task off, or takes that back. It shows at once and goes back when the server refuses. */
export function useTick() {
  return useMutation<unknown, Error, Tick>({
    mutationFn: ({ action, done }) => tickAction(action.id, done),
    onMutate: async ({ action, done }) => {
      await queryClient.cancelQueries({ queryKey: actionsQuery.queryKey });
      show(action.id, done ? new Date().toISOString() : null);
    },
    onError: (_, { action }) => show(action.id, action.done_at),
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: actionsQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: portalQuery.queryKey });
    },
  });
}
