import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { strings } from '../../strings';
import type { ReviewSentence } from '../review/api';
import { Claim } from './Claim';
import classes from './notes.module.css';

const text = strings.notes;

interface SectionProps {
  title: string;
  hint?: string;
  /** Beside the title. */
  action?: ReactNode;
  children: ReactNode;
}

export function Section({ title, hint, action, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Title order={3}>{title}</Title>
        {action}
      </Group>
      {hint !== undefined && (
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      )}
      {children}
    </section>
  );
}

export function NotDiscussed() {
  return <Text c="dimmed">{text.notDiscussed}</Text>;
}

/** Running text, each sentence with where it comes from. */
export function Sentences({ of }: { of: ReviewSentence[] }) {
  if (of.length === 0) return <NotDiscussed />;
  return (
    <p className="reading">
      {of.map(({ text: words, turns, supported, by_hand }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sentences of one version never move
        <Claim key={at} turns={turns} supported={supported} byHand={by_hand}>
          {words}
        </Claim>
      ))}
    </p>
  );
}

interface ItemsProps {
  of: { text: string; turns: number[] }[];
  /** Whether a person has edited the lists: what cites nothing is then their own word. */
  edited: boolean;
}

/** A list, each item with where it comes from. */
export function Items({ of, edited }: ItemsProps) {
  if (of.length === 0) return <NotDiscussed />;
  return (
    <ul className="reading">
      {of.map(({ text: words, turns }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items of one version never move, and may be alike
        <li key={at}>
          <Claim turns={turns} supported={turns.length > 0} byHand={edited && turns.length === 0}>
            {words}
          </Claim>
        </li>
      ))}
    </ul>
  );
}
