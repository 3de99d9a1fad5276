import { call } from '../../server/call';

export interface Entry {
  at: string;
  kind: string;
  id: string;
  state: string | null;
  topics: string[];
  score: number | null;
  instrument: string | null;
}

export interface TimelinePage {
  entries: Entry[];
  /** Where the older ones begin; null at the end. */
  next: string | null;
}

export const getTimeline = (id: string, limit: number, before?: string): Promise<TimelinePage> =>
  call('GET', '/api/patients/{id}/timeline', { path: { id }, query: { limit, before } });
