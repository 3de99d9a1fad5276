import { queryOptions } from '@tanstack/react-query';
import { type Health, health } from '../../api';

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async (): Promise<Health> => (await health()).data,
  refetchInterval: 10_000,
});
