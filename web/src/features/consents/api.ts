import { call } from '../../server/call';

export interface Consent {
  id: string;
  /** Null for the client. */
  participant_id: string | null;
  scope: string;
  text_version: string;
  language: string;
  method: string;
  given_at: string;
  expires_at: string | null;
  withdrawn_at: string | null;
  recorded_by: string | null;
}

export type ConsentState = 'valid' | 'missing' | 'expired' | 'withdrawn';

/** How it stands with one person and one scope. */
export interface Standing {
  participant_id: string | null;
  name: string;
  capacity: string;
  scope: string;
  state: ConsentState;
  consent: Consent | null;
}

/** The wording that a person agrees to. */
export interface Wording {
  scope: string;
  version: string;
  language: string;
  text: string;
}

export interface Consents {
  current: Standing[];
  history: Consent[];
  texts: Wording[];
}

export interface GiveConsent {
  participant_id: string | null;
  scopes: string[];
  method: string;
  text_version: string;
  language: string;
  given_at?: string;
  expires_at?: string;
}

export interface Withdrawn {
  consent: Consent;
  stopped_sessions: string[];
  destructible_sessions: string[];
}

export interface Destruction {
  destroyed: string[];
  kept: { id: string; reason: string }[];
}

export const getConsents = (id: string): Promise<Consents> =>
  call('GET', '/api/patients/{id}/consents', { path: { id } });

export const giveConsent = (id: string, body: GiveConsent): Promise<Consent[]> =>
  call('POST', '/api/patients/{id}/consents', { path: { id }, body });

export const withdrawConsent = (id: string, consent_id: string): Promise<Withdrawn> =>
  call('POST', '/api/patients/{id}/consents/{consent_id}/withdraw', { path: { id, consent_id } });

export const destroySessions = (id: string, session_ids: string[]): Promise<Destruction> =>
  call('POST', '/api/patients/{id}/destruction', { path: { id }, body: { session_ids } });
