import { QueryClient } from '@tanstack/react-query';
import { toProblem } from './server/problem';

/** The one cache of server state. Only a lost connection is retried: an answer is an answer. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, thrown) => toProblem(thrown).code === 'offline' && count < 2,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
