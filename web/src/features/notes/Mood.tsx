import { Text } from '@mantine/core';
import { strings } from '../../strings';
import { named } from '../../ui/named';
import type { ReviewNotes } from '../review/api';
import { Cited } from './Chip';
import { NotDiscussed } from './sections';

const text = strings.notes;

const capital = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

/** The mood and its direction, each with whose word it is. */
export function Mood({ notes }: { notes: ReviewNotes }) {
  const { session_mood, mood_trajectory, mood_source, trajectory_source, evidence } = notes;
  if (session_mood == null && mood_trajectory == null) return <NotDiscussed />;
  return (
    <>
      {session_mood != null && (
        <Part words={named(text.moods, session_mood)} turns={evidence.session_mood} source={mood_source} />
      )}
      {mood_trajectory != null && (
        <Part
          words={named(text.trajectories, mood_trajectory)}
          turns={evidence.mood_trajectory}
          source={trajectory_source}
        />
      )}
    </>
  );
}

interface PartProps {
  words: string;
  turns: number[];
  source: string | null | undefined;
}

function Part({ words, turns, source }: PartProps) {
  return (
    <p className="reading">
      <Cited turns={turns}>{capital(words)}</Cited>
      {source != null && (
        <Text span size="sm" c="dimmed" ff="var(--mantine-font-family)">
          {' '}
          {named(text.moodSources, source)}
        </Text>
      )}
    </p>
  );
}
