import { strings } from '../../strings';
import { named } from '../../ui/named';
import type { AgreedAction, Agreement, Visit } from './api';

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' });
const yearFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** A day without a time has no time zone; its noon is on that day everywhere. */
function asDate(text: string): Date {
  return new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T12:00:00` : text);
}

/** A day or a moment as one says it: `24 November`, with the year where it is another. */
export function dayWords(text: string, now: Date = new Date()): string {
  const date = asDate(text);
  if (Number.isNaN(date.getTime())) return text;
  return (date.getFullYear() === now.getFullYear() ? dayFormat : yearFormat).format(date);
}

/** `Tuesday 1 December, 10:00 to 10:50`. */
export function visitTime({ starts_at, ends_at }: Pick<Visit, 'starts_at' | 'ends_at'>): string {
  const start = new Date(starts_at);
  const day = weekdayFormat.format(start).replace(',', '');
  return strings.portal.when(day, timeFormat.format(start), timeFormat.format(new Date(ends_at)));
}

/** `by video, Room 2`. */
export function visitPlace({ modality, place }: Pick<Visit, 'modality' | 'place'>): string {
  const words = named(strings.portal.modalities, modality);
  return place ? `${words}, ${place}` : words;
}

/** What is to come, the next first, and what is over, the latest first. */
export function splitVisits(visits: readonly Visit[], now: number): { coming: Visit[]; past: Visit[] } {
  const sorted = [...visits].sort((one, other) => one.starts_at.localeCompare(other.starts_at));
  const isComing = ({ state, ends_at }: Visit): boolean => state === 'scheduled' && Date.parse(ends_at) > now;
  return { coming: sorted.filter(isComing), past: sorted.filter((visit) => !isComing(visit)).reverse() };
}

/** Tasks by the session they come from, the latest session first. */
export function bySession(actions: readonly AgreedAction[]): [date: string, actions: AgreedAction[]][] {
  const groups = new Map<string, AgreedAction[]>();
  for (const action of actions) {
    const group = groups.get(action.session_date);
    if (group === undefined) groups.set(action.session_date, [action]);
    else group.push(action);
  }
  return [...groups].sort(([one], [other]) => other.localeCompare(one));
}

export function isInForce({ withdrawn_at, expires_at }: Agreement, now: number): boolean {
  return withdrawn_at === null && (expires_at === null || Date.parse(expires_at) > now);
}

/** How it stands with a consent, in one or two sentences. */
export function agreementWords({ given_at, expires_at, withdrawn_at }: Agreement, now: number): string {
  const text = strings.agreements;
  const words = [text.given(dayWords(given_at))];
  if (withdrawn_at !== null) words.push(text.withdrawn(dayWords(withdrawn_at)));
  else if (expires_at !== null) {
    words.push((Date.parse(expires_at) > now ? text.ends : text.ended)(dayWords(expires_at)));
  }
  return words.join(' ');
}

/** Which items have no answer yet, by their place. */
export function unanswered(answers: readonly (number | null)[]): number[] {
  return answers.flatMap((answer, index) => (answer === null ? [index] : []));
}
