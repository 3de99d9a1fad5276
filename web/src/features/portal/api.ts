import { call } from '../../server/call';

// What a client can ask for. Each answers the data alone. Times are RFC 3339, days `YYYY-MM-DD`.

export interface Visit {
  id: string;
  starts_at: string;
  ends_at: string;
  state: string;
  modality: string;
  place: string | null;
}

export interface Portal {
  name: string;
  therapist_name: string;
  practice_name: string;
  next_appointment: Visit | null;
  unread_summaries: number;
  open_actions: number;
  open_questionnaires: number;
  /** There is no valid consent to these pages. */
  consent_missing: boolean;
}

export interface SummaryLine {
  id: string;
  session_date: string;
  released_at: string;
  read_at: string | null;
}

export interface Action {
  id: string;
  text: string;
  done_at: string | null;
}

export type Summary = SummaryLine & { summary: string; actions: Action[] };

export type AgreedAction = Action & { release_id: string; session_date: string };

export interface Questionnaire {
  id: string;
  instrument: string;
  due_on: string | null;
  definition: {
    instrument: string;
    name: string;
    /** What stands over the questions. */
    lead: string;
    items: { number: number; text: string }[];
    answers: { value: number; label: string }[];
  };
}

export interface Agreement {
  id: string;
  scope: string;
  text: string;
  given_at: string;
  expires_at: string | null;
  withdrawn_at: string | null;
}

export const getPortal = (): Promise<Portal> => call('GET', '/api/portal');

export const listSummaries = (): Promise<SummaryLine[]> => call('GET', '/api/portal/summaries');

/** Reading it tells the therapist that it was read. */
export const getSummary = (id: string): Promise<Summary> =>
  call('GET', '/api/portal/summaries/{id}', { path: { id } });

export const listActions = (): Promise<AgreedAction[]> => call('GET', '/api/portal/actions');

export const tickAction = (id: string, done: boolean): Promise<unknown> =>
  call('PUT', '/api/portal/actions/{id}', { path: { id }, body: { done } });

export const listVisits = (): Promise<Visit[]> => call('GET', '/api/portal/appointments');

export const listQuestionnaires = (): Promise<Questionnaire[]> => call('GET', '/api/portal/questionnaires');

export const sendAnswers = (id: string, answers: number[]): Promise<{ thanks: string }> =>
  call('POST', '/api/portal/questionnaires/{id}', { path: { id }, body: { answers } });

export const listAgreements = (): Promise<Agreement[]> => call('GET', '/api/portal/consents');

export const withdrawAgreement = (id: string): Promise<unknown> =>
  call('POST', '/api/portal/consents/{id}/withdraw', { path: { id } });
