import { strings } from '../../strings';
import { named } from '../../ui/named';
import type { Appointment } from './api';

const text = strings.appointment;

const timeFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const longDayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const weekdayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
const rangeFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** `10:00`, in the reader's time zone. */
export const timeOf = (timestamp: string): string => timeFormat.format(new Date(timestamp));

/** `Tuesday 24 November`. */
export const longDay = (day: Date): string => longDayFormat.format(day).replace(',', '');

/** `Tue 24 Nov`. */
export const shortDay = (day: Date): string => weekdayFormat.format(day).replace(',', '');

/** `23–29 November 2026`. */
export const rangeOf = (first: Date, last: Date): string => rangeFormat.formatRange(first, last);

export const spanOf = ({ starts_at, ends_at }: Pick<Appointment, 'starts_at' | 'ends_at'>): string =>
  `${timeOf(starts_at)}–${timeOf(ends_at)}`;

/** `Individual, by video, Room 2`. */
export function whatOf({ kind, modality, place }: Pick<Appointment, 'kind' | 'modality' | 'place'>): string {
  const words = [named(text.kinds, kind), named(text.modalities, modality).toLocaleLowerCase()];
  if (place) words.push(place);
  return words.join(', ');
}

/** Whether somebody still has to say how it went. */
export function isUndecided(
  { state, ends_at }: Pick<Appointment, 'state' | 'ends_at'>,
  now: number,
): boolean {
  return state === 'scheduled' && Date.parse(ends_at) <= now;
}

export function stateOf(appointment: Pick<Appointment, 'state' | 'ends_at'>, now: number): string {
  return isUndecided(appointment, now) ? text.undecided : named(text.states, appointment.state);
}
