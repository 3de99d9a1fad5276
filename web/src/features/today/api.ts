import { call } from '../../server/call';

// What a day's start needs beside appointments and sessions.

/** A questionnaire whose answers a therapist has to decide about. */
export interface MeasureRisk {
  measure_id: string;
  patient_id: string;
  patient_name: string;
  taken_at: string;
  instrument: string;
}

interface Consents {
  current: { scope: string; state: string }[];
}

export const listMeasureRisks = (): Promise<MeasureRisk[]> => call('GET', '/api/measure-risks');

export const getConsents = (patient: string): Promise<Consents> =>
  call('GET', '/api/patients/{id}/consents', { path: { id: patient } });
