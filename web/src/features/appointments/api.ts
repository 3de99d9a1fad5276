import { call } from '../../server/call';

// The operations around appointments. Each answers the data alone.

export const KINDS = ['individual', 'couple', 'family', 'group'] as const;
export const MODALITIES = ['in_person', 'video', 'telephone'] as const;

export type State = 'scheduled' | 'attended' | 'cancelled' | 'no_show';
export type Kind = (typeof KINDS)[number];
export type Modality = (typeof MODALITIES)[number];

/** A planned meeting. Times are RFC 3339. */
export interface Appointment {
  id: string;
  patient_id: string;
  patient_name: string;
  therapist_id: string;
  starts_at: string;
  ends_at: string;
  state: State;
  kind: Kind;
  modality: Modality;
  place: string | null;
  session_ids: string[];
  created_at: string;
  updated_at: string;
}

/** What a person decides about a meeting. */
export interface Plan {
  patient_id: string;
  starts_at: string;
  ends_at: string;
  kind: Kind;
  modality: Modality;
  place: string | null;
}

export type Change = Partial<Omit<Plan, 'patient_id'>> & {
  state?: State;
  /** When it was last changed, as the person saw it; a later change by somebody else is then not overwritten. */
  updated_at?: string;
};

export interface Feed {
  exists: boolean;
  created_at: string | null;
  fetched_at: string | null;
}

export const listAppointments = (from: string, to: string): Promise<Appointment[]> =>
  call('GET', '/api/appointments', { query: { from, to } });

export const planAppointment = (plan: Plan, allow_overlap: boolean): Promise<Appointment> =>
  call('POST', '/api/appointments', { body: { ...plan, allow_overlap } });

export const changeAppointment = (id: string, change: Change, allow_overlap = false): Promise<Appointment> =>
  call('PATCH', '/api/appointments/{id}', { path: { id }, body: { ...change, allow_overlap } });

export const getFeed = (): Promise<Feed> => call('GET', '/api/calendar-feed');

export const makeFeed = (): Promise<{ url: string }> => call('POST', '/api/calendar-feed');

export const revokeFeed = (): Promise<unknown> => call('DELETE', '/api/calendar-feed');
