import type { SessionSummary } from '../../api';
import { strings } from '../../strings';
import { named } from '../../ui/named';

/** What the reader has to do about a session, which decides its mark and colour. */
type Tone = 'waiting' | 'working' | 'ready' | 'done' | 'void' | 'failed';

export interface StatusWords {
  words: string;
  tone: Tone;
}

type StatusFields = Pick<
  SessionSummary,
  'status' | 'note_state' | 'progress' | 'waiting_for' | 'error_message'
>;

/** The contract's names of the states. */
export type Status = keyof typeof strings.sessions.statusNames;

export const STATUSES = Object.keys(strings.sessions.statusNames) as Status[];

export function isStatus(value: unknown): value is Status {
  return STATUSES.some((status) => status === value);
}

/** Still moving, or about to, without anybody doing anything. */
export function isUnderWay(status: string): boolean {
  return status !== 'processed' && status !== 'failed';
}

function withPercent(words: string, percent: number | null | undefined): string {
  return percent === null || percent === undefined
    ? words
    : strings.sessions.status.percent(words, Math.floor(percent));
}

/** Where the note of a processed session stands. Only an open one asks for something. */
function noteWords(state: string | null | undefined): StatusWords {
  const { ready, notes } = strings.sessions.status;
  if (state == null || state === 'draft') return { words: ready, tone: 'ready' };
  const tone = state === 'in_review' ? 'ready' : state === 'voided' ? 'void' : 'done';
  return { words: named(notes, state), tone };
}

/** A session's state in words, such as `Transcribing, 42 %`. */
export function statusWords(session: StatusFields): StatusWords {
  const { status } = strings.sessions;
  if (session.status === 'processed') return noteWords(session.note_state);
  if (session.status === 'failed') return { words: strings.sessions.failed, tone: 'failed' };
  if (session.waiting_for?.code === 'queue') return { words: status.queued, tone: 'waiting' };
  if (session.waiting_for) {
    return { words: status.waiting(session.waiting_for.detail.replace(/\.$/, '')), tone: 'waiting' };
  }
  const percent = session.progress?.percent;
  switch (session.status) {
    case 'uploading':
      return { words: status.queued, tone: 'waiting' };
    case 'transcribing':
      return { words: withPercent(status.transcribing, percent), tone: 'working' };
    case 'transcribed':
      return { words: status.transcribed, tone: 'waiting' };
    case 'extracting_notes':
      return { words: withPercent(status.drafting, percent), tone: 'working' };
    default:
      return { words: named(strings.sessions.statusNames, session.status), tone: 'waiting' };
  }
}
