import { Skeleton, Stack, Text } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Transcript } from '../../api';
import { strings } from '../../strings';
import { usePlayer, usePlayerState } from '../player/player';
import { FindBox } from './FindBox';
import { findHits, type Hit, hitsByPosition } from './find';
import { TurnView } from './TurnView';
import classes from './transcript.module.css';
import { startedAt, wordsOf } from './words';

const text = strings.transcript;
const NO_HITS: Hit[] = [];
const LINES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** A wish to show a turn; a new object each time, so that the same turn can be asked for again. */
export interface Reveal {
  turn: number;
}

interface TranscriptPaneProps {
  transcript: Transcript | null | undefined;
  loading: boolean;
  /** More turns are on their way. */
  live: boolean;
  reveal: Reveal | null;
}

function scrollToTurn(list: HTMLElement | null, index: number): void {
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  list
    ?.querySelector(`#turn-${index}`)
    ?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
}

/** What was said. Follows the recording, can be searched, and is shown as it comes in. */
export function TranscriptPane({ transcript, loading, live, reveal }: TranscriptPaneProps) {
  const player = usePlayer();
  const list = useRef<HTMLOListElement>(null);
  const turns = useMemo(() => transcript?.turns ?? [], [transcript]);
  const currentAt = usePlayerState(({ time, playing }) =>
    time > 0 || playing ? startedAt(turns, time) : -1,
  );
  const following = usePlayerState(({ follow, playing }) => follow && playing);
  const current = turns[currentAt]?.index ?? -1;

  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const hits = useMemo(() => findHits(turns, query), [turns, query]);
  const at = hits.length === 0 ? 0 : chosen % hits.length;
  const hit = hits[at] ?? null;
  const byTurn = useMemo(() => hitsByPosition(hits), [hits]);

  useEffect(() => {
    if (following && current >= 0) scrollToTurn(list.current, current);
  }, [following, current]);
  useEffect(() => {
    if (reveal) scrollToTurn(list.current, reveal.turn);
  }, [reveal]);
  const hitTurn = hit === null ? undefined : turns[hit.position]?.index;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `at` moves between hits in one turn
  useEffect(() => {
    if (hitTurn !== undefined) scrollToTurn(list.current, hitTurn);
  }, [hitTurn, at]);

  const unsure = useMemo(() => turns.some((turn) => wordsOf(turn).some((word) => word.unsure)), [turns]);
  const stopFollowing = (): void => {
    if (following) player.setFollow(false);
  };

  return (
    <>
      <FindBox
        query={query}
        onQuery={(value) => {
          setQuery(value);
          setChosen(0);
        }}
        at={hits.length === 0 ? 0 : at + 1}
        of={hits.length}
        onStep={(step) => setChosen((at + step + hits.length) % Math.max(1, hits.length))}
      />
      <div className={classes.scroll}>
        {live && (
          <Text size="sm" c="dimmed" mb="sm" role="status">
            {turns.length > 0 ? text.live : text.empty}
          </Text>
        )}
        {transcript?.warnings.map((warning) => (
          <Text key={warning} size="sm" mb="sm">
            {warning}
          </Text>
        ))}
        {unsure && (
          <Text size="sm" c="dimmed" mb="sm">
            {text.unsure}
          </Text>
        )}
        {loading && <TurnSkeletons />}
        {!loading && !live && turns.length === 0 && (
          <Text c="dimmed">{transcript?.complete ? text.silent : text.none}</Text>
        )}
        <ol ref={list} className={classes.turns} onWheel={stopFollowing} onTouchMove={stopFollowing}>
          {turns.map((turn, position) => (
            <TurnView
              key={turn.index}
              turn={turn}
              current={turn.index === current}
              hits={byTurn.get(position) ?? NO_HITS}
              hit={hit?.position === position ? hit : null}
            />
          ))}
        </ol>
        {live && <TurnSkeletons />}
      </div>
    </>
  );
}

function TurnSkeletons() {
  return (
    <Stack gap="md" aria-hidden>
      {LINES.map((line) => (
        <div key={line}>
          <Skeleton height={12} width={120} mb={8} />
          <Skeleton height={16} />
        </div>
      ))}
    </Stack>
  );
}
