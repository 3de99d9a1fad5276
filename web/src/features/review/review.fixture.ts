import type { NoteFields, Review, RiskItem, UnsupportedClaim } from './api';

/** The fields of an empty note, with some filled in. */
export function fieldsWith(some: Partial<NoteFields> = {}): NoteFields {
  return {
    therapist_notes: '',
    topic_summary: '',
    patient_summary: '',
    session_mood: null,
    mood_trajectory: null,
    key_topics: [],
    strategies: [],
    action_items: [],
    ...some,
  };
}

/** Language to review that waits for a decision unless told otherwise. */
export function riskItem(key: string, some: Partial<RiskItem> = {}): RiskItem {
  return {
    key,
    category: 'self_harm',
    severity: 'medium',
    quote: 'words',
    speaker: 'client',
    status: 'affirmed_current',
    subject: 'client',
    temporality: 'current',
    turn: 0,
    needs_disposition: true,
    disposition: null,
    ...some,
  };
}

/** A claim without evidence that waits for a decision. */
export function unsupported(key: string): UnsupportedClaim {
  const claim = {
    key,
    text: 'Takes 50 mg.',
    kind: 'reported',
    speaker: 'client',
    quotes: [],
    verdict: 'unsupported',
    candidates: [4],
    withdrawn: false,
  };
  return { key, claim, disposition: null };
}

export const DECIDED = { decision: 'not_a_concern', comment: null, by_id: '1', by_name: 'J. Smith', at: '' };

/** A draft under review, its content as given. */
export function reviewWith(fields: Partial<NoteFields>, some: Partial<Review> = {}): Review {
  return {
    session_id: 's',
    state: 'draft',
    revision: 1,
    version: {
      number: 1,
      origin: 'model',
      based_on: null,
      author_id: null,
      author_name: null,
      drafted_by: null,
      created_at: '',
    },
    redraft: null,
    notes: {
      ...fieldsWith(fields),
      risk_flags: [],
      claims: [],
      provenance: {
        cached: false,
        evaluated_tokens: 0,
        output_tokens: 0,
        prompt_tokens: 0,
        prompt_version: '',
        seed: 0,
        temperature: 0,
        windows: 0,
      },
      insufficient_material: false,
      drafted_by: { kind: 'extractive', name: '', detail: '' },
      evidence: {
        key_topics: [],
        topic_summary: [],
        therapist_notes: [],
        patient_summary: [],
        session_mood: [],
        mood_trajectory: [],
      },
    },
    risk_items: [],
    unsupported: [],
    open_items: 0,
    signature: null,
    co_signature: null,
    amendments: [],
    attestation: { sign: '', co_sign: '', addendum: '', correction: '', late_entry: '' },
    mood_policy: 'draft',
    screen: { coverage: null, gaps: [] },
    may: { edit: true, dispose: true, sign: true, co_sign: false, amend: false, redraft: true, void: true },
    not_signable_because: [],
    ...some,
  };
}
