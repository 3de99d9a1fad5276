import { strings } from '../../strings';
import { named } from '../../ui/named';
import { instrumentName } from '../measures/instruments';
import type { Entry } from './api';

const text = strings.timeline;

/** What happened, in a few words, without what was said. */
export function entryWords({ kind, state, score, instrument }: Entry): string {
  switch (kind) {
    case 'session':
      return text.session;
    case 'appointment':
      return named(text.appointments, state ?? 'scheduled');
    case 'measure': {
      const words = text.measure(instrumentName(instrument ?? ''), score);
      return state === 'voided' ? text.voided(words) : words;
    }
    case 'goal':
      return named(text.goals, state ?? 'open');
    case 'consent':
      return named(text.consents, state ?? 'given');
    case 'release':
      return named(text.releases, state ?? 'released');
    case 'note_signed':
      return state === 'supervisor' ? text.coSigned : text.signed;
    default:
      return named({}, kind);
  }
}
