import { Text, Title } from '@mantine/core';
import type { RiskFlag } from '../../api';
import { strings } from '../../strings';
import { named } from '../../ui/named';
import { speakerName } from '../transcript/speaker';
import { Cited } from './Chip';
import { categoryName } from './evidence';
import classes from './notes.module.css';

const text = strings.review;

function circumstances({ status, subject, temporality }: RiskFlag): string {
  const parts: string[] = [named(text.statuses, status)];
  if (subject === 'other_person' && status !== 'third_party') parts.push(text.otherPerson);
  if (temporality === 'past' && status !== 'historical') parts.push(text.past);
  return parts.join(', ');
}

/** Passages for the therapist's own judgement: the words, who, when and how said. Nothing is rated. */
export function ReviewList({ flags }: { flags: RiskFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <section className={classes.section} id="language-to-review" tabIndex={-1}>
      <Title order={3}>{text.title(flags.length)}</Title>
      <Text size="sm" c="dimmed">
        {text.intro}
      </Text>
      <ul className={classes.review}>
        {flags.map((flag) => (
          <li key={`${flag.turn} ${flag.category} ${flag.quote}`}>
            <span className="reading">
              <Cited turns={[flag.turn]}>{`“${flag.quote}”`}</Cited>
            </span>
            <Text size="sm" c="dimmed">
              {speakerName(flag.speaker)}, {circumstances(flag)}. {categoryName(flag.category)}.
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}
