import { queryOptions } from '@tanstack/react-query';
import { getRelease } from './api';

export const releaseQuery = (id: string) =>
  queryOptions({
    queryKey: ['release', id],
    queryFn: () => getRelease(id),
    // Whether the client has read it decides what can be done.
    refetchOnWindowFocus: 'always',
  });
