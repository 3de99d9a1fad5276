import { call } from '../../server/call';

export interface Instrument {
  instrument: string;
  name: string;
  /** What stands over the questions. */
  lead: string;
  items: { number: number; text: string }[];
  answers: { value: number; label: string }[];
  max: number;
  bands: { from: number; to: number; label: string }[];
}

export interface Measure {
  id: string;
  instrument: string;
  taken_at: string;
  score: number;
  max: number;
  band: string;
  answers: number[];
  source: string;
  session_id: string | null;
  entered_by: string;
  has_risk: boolean;
  decision: string | null;
  decided_at: string | null;
  voided_at: string | null;
}

export interface MeasureRequest {
  id: string;
  instrument: string;
  due_on: string | null;
  created_at: string;
  measure_id: string | null;
  cancelled_at: string | null;
}

export interface Measures {
  instruments: Instrument[];
  measures: Measure[];
  requests: MeasureRequest[];
}

export const DECISIONS = [
  'addressed_in_session',
  'safety_plan',
  'not_a_concern',
  'already_known',
  'follow_up',
] as const;

export const getMeasures = (id: string): Promise<Measures> =>
  call('GET', '/api/patients/{id}/measures', { path: { id } });

export const enterMeasure = (
  id: string,
  body: { instrument: string; answers: number[]; taken_at?: string },
): Promise<Measure> => call('POST', '/api/patients/{id}/measures', { path: { id }, body });

export const decideMeasure = (id: string, measure_id: string, decision: string): Promise<Measure> =>
  call('POST', '/api/patients/{id}/measures/{measure_id}/decision', {
    path: { id, measure_id },
    body: { decision },
  });

export const voidMeasure = (id: string, measure_id: string): Promise<Measure> =>
  call('POST', '/api/patients/{id}/measures/{measure_id}/void', { path: { id, measure_id } });

export const askForMeasure = (id: string, instrument: string, due_on?: string): Promise<MeasureRequest> =>
  call('POST', '/api/patients/{id}/measure-requests', { path: { id }, body: { instrument, due_on } });

export const cancelRequest = (id: string, request_id: string): Promise<void> =>
  call('DELETE', '/api/patients/{id}/measure-requests/{request_id}', { path: { id, request_id } });
