import {
  adoptNoteVersion,
  amendNote as amend,
  beginNoteReview,
  coSignNote as coSign,
  type DiffPart,
  type Disposition,
  decideItem,
  deleteProcessNote as deleteOwn,
  diffNote,
  type EditNote,
  editNote as edit,
  type Gap,
  getNote,
  getNoteVersion,
  getProcessNote as getOwn,
  listNoteVersions,
  type NoteReview,
  type Notes,
  type NoteVersion,
  type ProcessNote,
  putProcessNote as putOwn,
  type RenderedBlock,
  type RenderedNote,
  type RiskItem,
  renderNote,
  reopenItem,
  type Sentence,
  type Signature,
  signNote as sign,
  type UnsupportedClaim,
  type VersionDiff,
  type VersionSummary,
  voidNote as voided,
} from '../../api';

// The operations around the review of a note. Each answers the data alone.

export type {
  DiffPart,
  Disposition,
  Gap,
  Notes as ReviewNotes,
  RenderedBlock,
  RenderedNote as Rendered,
  RiskItem,
  Sentence as ReviewSentence,
  Signature,
  UnsupportedClaim,
  VersionDiff,
  VersionSummary,
};

/** A note on its way to a signature. */
export type Review = NoteReview;

export const CLAIM_KINDS = ['reported', 'observed', 'intervention', 'response', 'judgement', 'plan'] as const;

export type AmendmentKind = 'addendum' | 'correction' | 'late_entry';

export type VoidReason = 'wrong_patient' | 'wrong_session';

/** The fields of a note that a hand may change. */
export type NoteFields = Pick<
  Notes,
  'therapist_notes' | 'topic_summary' | 'patient_summary' | 'key_topics' | 'strategies' | 'action_items'
> & {
  /** Null where none is stated, which an edit has to tell from one that leaves it as it is. */
  session_mood: string | null;
  mood_trajectory: string | null;
};

async function dataOf<T>(answer: Promise<{ data: T }>): Promise<T> {
  return (await answer).data;
}

export const getReview = (id: string): Promise<Review> => dataOf(getNote({ path: { id } }));

export function editNote(id: string, revision: number, fields: Partial<NoteFields>): Promise<Review> {
  const body: EditNote = { revision, ...fields };
  return dataOf(edit({ path: { id }, body }));
}

export const startReview = (id: string): Promise<Review> => dataOf(beginNoteReview({ path: { id } }));

export const setDisposition = (
  id: string,
  key: string,
  decision: string,
  comment?: string,
): Promise<Review> => dataOf(decideItem({ path: { id, key }, body: { decision, comment } }));

export const undoDisposition = (id: string, key: string): Promise<Review> =>
  dataOf(reopenItem({ path: { id, key } }));

export const listVersions = (id: string): Promise<VersionSummary[]> =>
  dataOf(listNoteVersions({ path: { id } }));

export const getVersion = (id: string, number: number): Promise<NoteVersion> =>
  dataOf(getNoteVersion({ path: { id, number } }));

export const getDiff = (id: string, from: number, to: number): Promise<VersionDiff> =>
  dataOf(diffNote({ path: { id }, query: { from, to } }));

export const adoptVersion = (id: string, number: number, revision: number): Promise<Review> =>
  dataOf(adoptNoteVersion({ path: { id, number }, body: { revision } }));

export const signNote = (id: string, revision: number): Promise<Review> =>
  dataOf(sign({ path: { id }, body: { revision, attestation: true } }));

export const coSignNote = (id: string): Promise<Review> =>
  dataOf(coSign({ path: { id }, body: { attestation: true } }));

export const amendNote = (id: string, kind: AmendmentKind, text: string): Promise<Review> =>
  dataOf(amend({ path: { id }, body: { kind, text, attestation: true } }));

export const voidNote = (id: string, reason: VoidReason): Promise<Review> =>
  dataOf(voided({ path: { id }, body: { reason } }));

export const getRendered = (id: string, format: string): Promise<RenderedNote> =>
  dataOf(renderNote({ path: { id }, query: { format } }));

export const getProcessNote = (id: string): Promise<ProcessNote> => dataOf(getOwn({ path: { id } }));

export const putProcessNote = (id: string, text: string): Promise<ProcessNote> =>
  dataOf(putOwn({ path: { id }, body: { text } }));

export const deleteProcessNote = (id: string): Promise<unknown> => dataOf(deleteOwn({ path: { id } }));
