import type { RiskFlag } from '../../api';
import { strings } from '../../strings';
import { named } from '../../ui/named';

const text = strings.review;

/** When, of whom and how something was said. Nothing is rated. */
export function circumstances({ status, subject, temporality }: RiskFlag): string {
  const parts: string[] = [named(text.statuses, status)];
  if (subject === 'other_person' && status !== 'third_party') parts.push(text.otherPerson);
  if (temporality === 'past' && status !== 'historical') parts.push(text.past);
  return parts.join(', ');
}
