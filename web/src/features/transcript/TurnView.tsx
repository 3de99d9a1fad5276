import { memo, useMemo } from 'react';
import type { Turn } from '../../api';
import { strings } from '../../strings';
import { clock } from '../../ui/format';
import { usePlayer, usePlayerState } from '../player/player';
import type { Hit } from './find';
import { speakerName } from './speaker';
import classes from './transcript.module.css';
import { type SpokenWord, startedAt, wordsOf } from './words';

interface TurnViewProps {
  turn: Turn;
  current: boolean;
  hits: Hit[];
  /** The match that the reader is at, when it is in this turn. */
  hit: Hit | null;
}

/** One turn: who and when, then the words. The time is a button; a click on a word goes to that word. */
export const TurnView = memo(function TurnView({ turn, current, hits, hit }: TurnViewProps) {
  const player = usePlayer();
  const words = useMemo(() => wordsOf(turn), [turn]);
  const name = speakerName(turn.speaker);
  return (
    <li id={`turn-${turn.index}`} className={classes.turn} data-current={current || undefined}>
      <button
        type="button"
        className={classes.head}
        aria-label={strings.transcript.seek(clock(turn.start), name)}
        aria-current={current ? 'true' : undefined}
        onClick={() => player.seek(turn.start)}
      >
        <span className={classes.time}>{clock(turn.start)}</span>
        <span className={classes.speaker} data-speaker={turn.speaker}>
          {name}
        </span>
      </button>
      {current ? (
        <CurrentWords words={words} hits={hits} hit={hit} />
      ) : (
        <Words words={words} hits={hits} hit={hit} word={-1} />
      )}
    </li>
  );
});

interface WordsProps {
  words: SpokenWord[];
  hits: Hit[];
  hit: Hit | null;
}

function CurrentWords(props: WordsProps) {
  const word = usePlayerState(({ time }) => startedAt(props.words, time));
  return <Words {...props} word={word} />;
}

function Words({ words, hits, hit, word }: WordsProps & { word: number }) {
  const player = usePlayer();
  const within = (one: Hit, at: number): boolean => at >= one.first && at <= one.last;
  const seek = (target: EventTarget): void => {
    const start = target instanceof HTMLElement ? target.dataset.start : undefined;
    const first = words[0];
    if (start !== undefined) player.seek(Number(start));
    else if (first) player.seek(first.start);
  };
  return (
    // The button above does the same for the keyboard; selecting text must stay possible.
    // biome-ignore lint/a11y/useKeyWithClickEvents: pointer shortcut of the button above
    <p
      className={`reading ${classes.words}`}
      onClick={(event) => {
        if (window.getSelection()?.isCollapsed !== false) seek(event.target);
      }}
    >
      {words.map(({ text, start, unsure }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: words keep their place; a turn only grows
        <span key={at}>
          <span
            data-start={start}
            data-now={at === word || undefined}
            data-unsure={unsure || undefined}
            data-hit={hits.some((one) => within(one, at)) || undefined}
            data-at={(hit !== null && within(hit, at)) || undefined}
          >
            {text}
          </span>{' '}
        </span>
      ))}
    </p>
  );
}
