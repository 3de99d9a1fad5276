import { queryOptions } from '@tanstack/react-query';
import { listParticipants } from './api';

export const participantsQuery = (patientId: string) =>
  queryOptions({
    queryKey: ['patient', patientId, 'participants'],
    queryFn: () => listParticipants(patientId),
  });
