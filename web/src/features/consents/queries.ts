import { queryOptions } from '@tanstack/react-query';
import { getConsents } from './api';

export const consentsQuery = (patientId: string) =>
  queryOptions({
    queryKey: ['patient', patientId, 'consents'],
    queryFn: () => getConsents(patientId),
  });
