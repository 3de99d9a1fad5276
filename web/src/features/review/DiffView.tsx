import { Text, Title, VisuallyHidden } from '@mantine/core';
import { strings } from '../../strings';
import { named } from '../../ui/named';
import type { DiffPart, VersionDiff } from './api';
import classes from './review.module.css';

const text = strings.versions;

/** What was added and removed, by line and stroke as well as by colour, and in words for who listens. */
export function DiffView({ fields }: Pick<VersionDiff, 'fields'>) {
  const changed = fields.filter(({ parts }) => parts.some(({ op }) => op !== 'same'));
  if (changed.length === 0) return <Text my="md">{text.none}</Text>;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {text.legend}
      </Text>
      {changed.map(({ field, parts }) => (
        <section key={field} className={classes.diff}>
          <Title order={4} size="h3">
            {named(text.fields, field)}
          </Title>
          <p className="reading">
            {parts.map((part, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one comparison never move
              <Part key={at} {...part} />
            ))}
          </p>
        </section>
      ))}
    </>
  );
}

function Part({ op, text: words }: DiffPart) {
  if (op === 'same') return words;
  const body = (
    <>
      <VisuallyHidden> {op === 'added' ? text.added : text.removed} </VisuallyHidden>
      {words.trimEnd()}
      <VisuallyHidden> {text.end} </VisuallyHidden>
    </>
  );
  const space = words.slice(words.trimEnd().length) || ' ';
  return (
    <>
      {op === 'added' ? (
        <ins className={classes.added}>{body}</ins>
      ) : (
        <del className={classes.removed}>{body}</del>
      )}
      {space}
    </>
  );
}
