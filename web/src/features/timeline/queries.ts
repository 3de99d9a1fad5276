import { infiniteQueryOptions } from '@tanstack/react-query';
import { getTimeline } from './api';

const PAGE_SIZE = 25;

export const timelineQuery = (patientId: string) =>
  infiniteQueryOptions({
    queryKey: ['patient', patientId, 'timeline'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => getTimeline(patientId, PAGE_SIZE, pageParam),
    getNextPageParam: (page) => page.next ?? undefined,
  });
