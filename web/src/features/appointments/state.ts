import type { Appointment, State } from './api';
import { addDays, dayOf } from './week';

/** What can be noted from each state, the likeliest first. */
const NEXT: Record<State, readonly State[]> = {
  scheduled: ['attended', 'no_show', 'cancelled'],
  attended: ['scheduled', 'no_show'],
  cancelled: ['scheduled'],
  no_show: ['scheduled', 'attended'],
};

/** What can be noted now: a recording shows that it took place, and of a later day nobody knows how it went. */
export function nextStates(
  { state, starts_at, session_ids }: Pick<Appointment, 'state' | 'starts_at' | 'session_ids'>,
  now: Date,
): readonly State[] {
  if (session_ids.length > 0) return NEXT[state].filter((next) => next === 'attended');
  const isToCome = Date.parse(starts_at) >= addDays(dayOf(now), 1).getTime();
  if (!isToCome) return NEXT[state];
  return NEXT[state].filter((next) => next !== 'attended' && next !== 'no_show');
}
