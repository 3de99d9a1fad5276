import type { Patient as Known } from '../../api';
import { call } from '../../server/call';
import type { Appointment } from '../appointments/api';

// The operations around a client's record. Each answers the data alone.

interface EmergencyContact {
  name: string;
  phone: string | null;
  relation: string | null;
}

export type Patient = Known & {
  archived_at: string | null;
  redisclosure_notice: boolean;
};

export type PatientDetails = Patient & {
  date_of_birth: string | null;
  address: string | null;
  emergency_contact: EmergencyContact | null;
};

/** What an edit may change; null clears. */
export type PatientChange = Partial<
  Pick<
    PatientDetails,
    'name' | 'email' | 'phone' | 'date_of_birth' | 'address' | 'emergency_contact' | 'redisclosure_notice'
  >
>;

export interface Therapist {
  id: string;
  full_name: string;
}

export const searchPatients = (q: string, archived: 'false' | 'true' | 'all'): Promise<Patient[]> =>
  call('GET', '/api/patients', { query: { q: q === '' ? undefined : q, archived } });

export const getPatient = (id: string): Promise<PatientDetails> =>
  call('GET', '/api/patients/{id}', { path: { id } });

export const changePatient = (id: string, body: PatientChange): Promise<PatientDetails> =>
  call('PATCH', '/api/patients/{id}', { path: { id }, body });

export const archivePatient = (id: string): Promise<Patient> =>
  call('POST', '/api/patients/{id}/archive', { path: { id } });

export const restorePatient = (id: string): Promise<Patient> =>
  call('POST', '/api/patients/{id}/restore', { path: { id } });

export const handOver = (id: string, therapist_id: string, keep_access: boolean): Promise<void> =>
  call('POST', '/api/patients/{id}/hand-over', { path: { id }, body: { therapist_id, keep_access } });

export const listTherapists = (): Promise<Therapist[]> => call('GET', '/api/therapists');

/** Planned appointments of a client from a moment on, the next one first. */
export async function plannedAppointments(patient_id: string, from: string): Promise<Appointment[]> {
  const query = { patient_id, from, state: 'scheduled' };
  const planned = await call<Appointment[]>('GET', '/api/appointments', { query });
  return planned.sort((a, b) => a.starts_at.localeCompare(b.starts_at));
}

export interface Progress {
  patient_id: string;
  patient_name: string;
  total_sessions: number;
  recent_sessions: {
    date: string;
    mood: string | null;
    key_topics: string[];
    progress_notes: string | null;
  }[];
  mood_trend: { current: string | null; trajectory: string | null; change_percent: number | null };
  common_topics: { topic: string; frequency: number }[];
  attendance_rate: number;
}

export const getProgress = (id: string, weeks: number): Promise<Progress> =>
  call('GET', '/api/v1/analytics/patients/{id}/progress', { path: { id }, query: { weeks } });
