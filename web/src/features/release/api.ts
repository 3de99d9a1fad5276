import { call } from '../../server/call';

// The operations around what a client gets to read of a session. Each answers the data alone.

/** What the client sees of a session. Times are RFC 3339. */
export interface Release {
  id: string;
  session_id: string;
  summary: string;
  actions: { id: string; text: string; done_at: string | null }[];
  released_at: string;
  released_by: string;
  read_at: string | null;
}

export interface ReleaseState {
  release: Release | null;
  proposed: { summary: string; actions: string[] };
  can_release: boolean;
  /** Why it cannot be shared, in words. */
  reason: string | null;
}

export const getRelease = (id: string): Promise<ReleaseState> =>
  call('GET', '/api/sessions/{id}/release', { path: { id } });

export const shareRelease = (id: string, summary: string, actions: string[]): Promise<Release> =>
  call('POST', '/api/sessions/{id}/release', { path: { id }, body: { summary, actions } });

export const takeBackRelease = (id: string): Promise<unknown> =>
  call('DELETE', '/api/sessions/{id}/release', { path: { id } });
