import type { SessionSummary } from '../../api';

const DAY_MS = 24 * 3_600_000;

/** From this age on an unsigned note is spoken of. */
const LATE_DAYS = 3;

/** What nothing can be recorded or drafted without. */
const NEEDED = ['record', 'transcribe', 'ai_draft'];

type Noted = Pick<SessionSummary, 'status' | 'note_state' | 'session_date'>;

/** A note that nobody has stood for yet. */
const isOpen = ({ status, note_state }: Noted): boolean =>
  status === 'processed' && (note_state == null || note_state === 'draft' || note_state === 'in_review');

/** How many notes wait for a look, and how long the oldest of those that are late has waited. */
export function openNotes(
  sessions: readonly Noted[],
  now: number,
): { review: number; late: number; oldestDays: number } {
  const ages = sessions
    .filter(isOpen)
    .map(({ session_date }) => Math.floor((now - Date.parse(`${session_date}T00:00:00`)) / DAY_MS));
  return {
    review: ages.length,
    late: ages.filter((age) => age >= LATE_DAYS).length,
    oldestDays: Math.max(0, ...ages),
  };
}

/** How many consents are missing before a client's session can be recorded and drafted. */
export function missingConsents(current: readonly { scope: string; state: string }[]): number {
  return current.filter(({ scope, state }) => NEEDED.includes(scope) && state !== 'valid').length;
}
