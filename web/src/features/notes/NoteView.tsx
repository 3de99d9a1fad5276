import { Alert, Anchor, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Notes, Sentence } from '../../api';
import { strings } from '../../strings';
import { moment } from '../../ui/format';
import { named } from '../../ui/named';
import { Claim } from './Claim';
import { unsupportedCount } from './evidence';
import classes from './notes.module.css';
import { ReviewList } from './ReviewList';

const text = strings.notes;

/** The draft: what the note claims, each sentence with the words it came from. */
export function NoteView({ notes }: { notes: Notes }) {
  const { evidence } = notes;
  const unsupported = unsupportedCount(notes);
  const { drafted_by } = notes;
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {drafted_by.detail} {notes.drafted_at != null && text.draftedAt(moment(notes.drafted_at))}
      </Text>
      {notes.insufficient_material && (
        <Alert color="amber" variant="outline" title={text.insufficientTitle} mb="md">
          {text.insufficient}
        </Alert>
      )}
      {(unsupported > 0 || notes.risk_flags.length > 0) && (
        <Text size="sm" mb="md" className={classes.needs}>
          {notes.risk_flags.length > 0 && (
            <Anchor href="#language-to-review" inherit>
              {strings.review.link(notes.risk_flags.length)}
            </Anchor>
          )}
          {unsupported > 0 && <span>{text.unsupported(unsupported)}</span>}
        </Text>
      )}
      <Section title={text.summary}>
        <Sentences of={evidence.topic_summary} />
      </Section>
      <Section title={text.topics}>
        <Items
          of={notes.key_topics.map((topic, at) => ({ text: topic, turns: evidence.key_topics[at] ?? [] }))}
        />
      </Section>
      <Section title={text.therapistNotes}>
        <Sentences of={evidence.therapist_notes} />
      </Section>
      <Section title={text.mood}>
        <Mood notes={notes} />
      </Section>
      <Section title={text.strategies}>
        <Items
          of={notes.strategies.map(({ name, evidence_turns }) => ({ text: name, turns: evidence_turns }))}
        />
      </Section>
      <Section title={text.actions}>
        <Items of={notes.action_items.map((item) => ({ text: item.text, turns: item.evidence_turns }))} />
      </Section>
      <ReviewList flags={notes.risk_flags} />
      <Section title={text.clientSummary} hint={text.notShared}>
        <Sentences of={evidence.patient_summary} />
      </Section>
    </>
  );
}

function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <Title order={3}>{title}</Title>
      {hint !== undefined && (
        <Text size="sm" c="dimmed">
          {hint}
        </Text>
      )}
      {children}
    </section>
  );
}

function NotDiscussed() {
  return <Text c="dimmed">{text.notDiscussed}</Text>;
}

function Sentences({ of }: { of: Sentence[] }) {
  if (of.length === 0) return <NotDiscussed />;
  return (
    <p className="reading">
      {of.map(({ text: words, turns, supported }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sentences of one draft never move
        <Claim key={at} turns={turns} supported={supported}>
          {words}
        </Claim>
      ))}
    </p>
  );
}

function Items({ of }: { of: { text: string; turns: number[] }[] }) {
  if (of.length === 0) return <NotDiscussed />;
  return (
    <ul className="reading">
      {of.map(({ text: words, turns }) => (
        <li key={words}>
          <Claim turns={turns} supported={turns.length > 0}>
            {words}
          </Claim>
        </li>
      ))}
    </ul>
  );
}

function Mood({ notes: { session_mood, mood_trajectory, evidence } }: { notes: Notes }) {
  if (session_mood == null && mood_trajectory == null) return <NotDiscussed />;
  const parts = [
    session_mood != null && { words: named(text.moods, session_mood), turns: evidence.session_mood },
    mood_trajectory != null && {
      words: named(text.trajectories, mood_trajectory),
      turns: evidence.mood_trajectory,
    },
  ].filter((part) => part !== false);
  return (
    <p className="reading">
      {parts.map(({ words, turns }, at) => (
        <Claim key={words} turns={turns} supported={turns.length > 0}>
          {`${at === 0 ? words.charAt(0).toLocaleUpperCase() + words.slice(1) : words}${at < parts.length - 1 ? ',' : ''}`}
        </Claim>
      ))}
    </p>
  );
}
