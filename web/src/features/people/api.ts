import { call } from '../../server/call';

export const CAPACITIES = ['partner', 'guardian', 'relative', 'interpreter', 'observer', 'other'] as const;

/** Somebody who sits in the sessions beside the client. */
export interface Participant {
  id: string;
  name: string;
  capacity: string;
  created_at: string;
  ended_at: string | null;
}

export const listParticipants = (id: string): Promise<Participant[]> =>
  call('GET', '/api/patients/{id}/participants', { path: { id } });

export const addParticipant = (id: string, name: string, capacity: string): Promise<Participant> =>
  call('POST', '/api/patients/{id}/participants', { path: { id }, body: { name, capacity } });

export const endParticipant = (id: string, participant_id: string): Promise<void> =>
  call('DELETE', '/api/patients/{id}/participants/{participant_id}', { path: { id, participant_id } });
