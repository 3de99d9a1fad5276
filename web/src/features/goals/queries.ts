import { queryOptions } from '@tanstack/react-query';
import { listGoals } from './api';

export const goalsQuery = (patientId: string) =>
  queryOptions({
    queryKey: ['patient', patientId, 'goals'],
    queryFn: () => listGoals(patientId),
  });
