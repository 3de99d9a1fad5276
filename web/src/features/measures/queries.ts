import { queryOptions } from '@tanstack/react-query';
import { getMeasures } from './api';

export const measuresQuery = (patientId: string) =>
  queryOptions({
    queryKey: ['patient', patientId, 'measures'],
    queryFn: () => getMeasures(patientId),
  });
