import type { ActionItem, Evidence, Notes, RiskFlag, Sentence, Strategy } from '../../api';
import { client } from '../../api/client.gen';

// The operations around the review of a note, as the server answers them.

export type ClaimKind = 'reported' | 'observed' | 'intervention' | 'response' | 'judgement' | 'plan';

export const CLAIM_KINDS: readonly ClaimKind[] = [
  'reported',
  'observed',
  'intervention',
  'response',
  'judgement',
  'plan',
];

interface Quote {
  turn: number;
  text: string;
  /** Characters of the turn's text; absent when the words were not found. */
  at?: [number, number] | null;
}

/** One statement with its evidence. */
interface Claim {
  key: string;
  text: string;
  kind: string;
  speaker: string;
  quotes: Quote[];
  verdict: string;
  /** Why it is not supported. */
  problem?: string | null;
}

/** A sentence of a note; one that a person wrote needs no evidence. */
export interface ReviewSentence extends Sentence {
  by_hand?: boolean;
}

interface ReviewEvidence extends Evidence {
  topic_summary: ReviewSentence[];
  therapist_notes: ReviewSentence[];
  patient_summary: ReviewSentence[];
}

/** The content of one version, with the claims behind it. */
export interface ReviewNotes extends Notes {
  evidence: ReviewEvidence;
  claims?: Claim[];
  /** Whose word the mood is: `client`, `therapist` or `model`. */
  mood_source?: string | null;
  trajectory_source?: string | null;
}

export interface VersionSummary {
  number: number;
  /** `model`, `hand`, `redraft` or `adopted`. */
  origin: string;
  based_on: number | null;
  author_id: string | null;
  author_name: string | null;
  /** The kind of drafter it goes back to. */
  drafted_by: string | null;
  created_at: string;
}

/** What a person decided about an item. */
export interface Disposition {
  decision: string;
  comment: string | null;
  by_id: string;
  by_name: string;
  at: string;
}

export interface RiskItem extends RiskFlag {
  key: string;
  /** Whether signing waits for a decision about it. */
  needs_disposition: boolean;
  disposition: Disposition | null;
}

export interface UnsupportedClaim {
  key: string;
  claim: Omit<Claim, 'key'>;
  disposition: Disposition | null;
}

export interface Signature {
  signer_id: string;
  signer_name: string;
  role: string;
  /** How the signer showed who they are. */
  method: string;
  at: string;
  /** SHA-256, hexadecimal. */
  content_hash: string;
  statement: string;
}

export type AmendmentKind = 'addendum' | 'correction' | 'late_entry';

interface Amendment {
  id: string;
  kind: string;
  text: string;
  author_id: string;
  author_name: string;
  created_at: string;
  content_hash: string;
}

export interface Gap {
  /** `low_confidence`, `not_screened` or `uncovered`. */
  kind: string;
  turn: number | null;
  start_ms: number | null;
  end_ms: number | null;
}

type ReviewState = 'draft' | 'in_review' | 'signed' | 'co_signed' | 'voided';

/** A note on its way to a signature. */
export interface Review {
  session_id: string;
  state: ReviewState;
  /** Grows with each change; a hand edit names the one it saw. */
  revision: number;
  version: VersionSummary;
  /** A newer draft that touched nothing and waits for a decision. */
  redraft: VersionSummary | null;
  notes: ReviewNotes;
  risk_items: RiskItem[];
  unsupported: UnsupportedClaim[];
  open_items: number;
  signature: Signature | null;
  co_signature: Signature | null;
  amendments: Amendment[];
  mood_policy: 'off' | 'therapist' | 'draft';
  screen: { coverage: number | null; gaps: Gap[] };
  may: {
    edit: boolean;
    dispose: boolean;
    sign: boolean;
    co_sign: boolean;
    amend: boolean;
    redraft: boolean;
    void: boolean;
  };
  not_signable_because: string[];
}

/** The fields of a note that a hand may change. */
export interface NoteFields {
  therapist_notes: string;
  topic_summary: string;
  patient_summary: string;
  session_mood: string | null;
  mood_trajectory: string | null;
  key_topics: string[];
  strategies: Strategy[];
  action_items: ActionItem[];
}

export type VoidReason = 'wrong_patient' | 'wrong_session';

export interface DiffPart {
  op: 'same' | 'added' | 'removed';
  text: string;
}

export interface VersionDiff {
  from: number;
  to: number;
  fields: { field: string; parts: DiffPart[] }[];
}

export interface RenderedBlock {
  kind: 'claim' | 'placeholder' | 'prompt' | 'text';
  text: string;
  turns: number[];
  claim_key: string | null;
  supported: boolean;
}

export interface Rendered {
  format: string;
  title: string;
  sections: { title: string; blocks: RenderedBlock[] }[];
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

interface Call {
  path: Record<string, string | number>;
  query?: Record<string, string | number | boolean>;
  body?: unknown;
}

/** Calls an operation that the generated client does not know. */
export async function call<T>(method: Method, url: string, { path, query, body }: Call): Promise<T> {
  const { data } = await client[method]<{ 200: T }, unknown, true>({
    url: `/api${url}`,
    path,
    query,
    body,
    headers: body === undefined ? undefined : { 'Content-Type': 'application/json' },
    throwOnError: true,
  });
  return data;
}

const NOTE = '/sessions/{id}/note';

export const getReview = (id: string): Promise<Review> => call('get', NOTE, { path: { id } });

export const editNote = (id: string, revision: number, fields: Partial<NoteFields>): Promise<Review> =>
  call('patch', NOTE, { path: { id }, body: { revision, ...fields } });

export const startReview = (id: string): Promise<Review> =>
  call('post', `${NOTE}/review`, { path: { id }, body: {} });

export const setDisposition = (
  id: string,
  key: string,
  decision: string,
  comment?: string,
): Promise<Review> =>
  call('put', `${NOTE}/dispositions/{key}`, { path: { id, key }, body: { decision, comment } });

export const undoDisposition = (id: string, key: string): Promise<Review> =>
  call('delete', `${NOTE}/dispositions/{key}`, { path: { id, key } });

export const listVersions = (id: string): Promise<VersionSummary[]> =>
  call('get', `${NOTE}/versions`, { path: { id } });

export const getVersion = (
  id: string,
  number: number,
): Promise<{ version: VersionSummary; notes: ReviewNotes }> =>
  call('get', `${NOTE}/versions/{number}`, { path: { id, number } });

export const getDiff = (id: string, from: number, to: number): Promise<VersionDiff> =>
  call('get', `${NOTE}/diff`, { path: { id }, query: { from, to } });

export const adoptVersion = (id: string, number: number, revision: number): Promise<Review> =>
  call('post', `${NOTE}/versions/{number}/adopt`, { path: { id, number }, body: { revision } });

export const signNote = (id: string, revision: number): Promise<Review> =>
  call('post', `${NOTE}/sign`, { path: { id }, body: { revision, attestation: true } });

export const coSignNote = (id: string): Promise<Review> =>
  call('post', `${NOTE}/co-sign`, { path: { id }, body: { attestation: true } });

export const amendNote = (id: string, kind: AmendmentKind, text: string): Promise<Review> =>
  call('post', `${NOTE}/amendments`, { path: { id }, body: { kind, text, attestation: true } });

export const voidNote = (id: string, reason: VoidReason): Promise<Review> =>
  call('post', `${NOTE}/void`, { path: { id }, body: { reason } });

export const getRendered = (id: string, format: string): Promise<Rendered> =>
  call('get', `${NOTE}/rendered`, { path: { id }, query: { format } });

const PROCESS_NOTE = '/sessions/{id}/process-note';

export const getProcessNote = (id: string): Promise<{ text: string }> =>
  call('get', PROCESS_NOTE, { path: { id } });

export const putProcessNote = (id: string, text: string): Promise<unknown> =>
  call('put', PROCESS_NOTE, { path: { id }, body: { text } });

export const deleteProcessNote = (id: string): Promise<unknown> =>
  call('delete', PROCESS_NOTE, { path: { id } });
