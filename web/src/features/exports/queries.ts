import { queryOptions } from '@tanstack/react-query';
import { type ExportJob, listExports } from './api';
import { isUnderWay } from './words';

/** Files are made in seconds. */
const POLL_MS = 2_000;

/** The caller's exports, newest first; asked for again while one is being made. */
export const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: async (): Promise<ExportJob[]> =>
    (await listExports()).sort((one, other) => other.created_at.localeCompare(one.created_at)),
  refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? POLL_MS : false),
});
