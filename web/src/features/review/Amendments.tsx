import { Text, Title } from '@mantine/core';
import { strings } from '../../strings';
import { exactMoment } from '../../ui/format';
import { named } from '../../ui/named';
import type { Review } from './api';
import classes from './review.module.css';

const text = strings.amendments;

/** What was added after the signature, oldest first. */
export function Amendments({ review: { amendments } }: { review: Review }) {
  if (amendments.length === 0) return null;
  return (
    <section className={classes.items} aria-label={text.title}>
      <Title order={3}>{text.title}</Title>
      <ul>
        {amendments.map((amendment) => (
          <li key={amendment.id} className={classes.item}>
            <Text size="sm" fw={600}>
              {text.by(
                named(text.kinds, amendment.kind),
                amendment.author_name,
                exactMoment(amendment.created_at),
              )}
            </Text>
            <p className={`reading ${classes.entry}`}>{amendment.text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
