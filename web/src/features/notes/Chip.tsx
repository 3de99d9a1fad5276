import { Tooltip } from '@mantine/core';
import type { Turn } from '../../api';
import { strings } from '../../strings';
import { clock } from '../../ui/format';
import { speakerName } from '../transcript/speaker';
import { useEvidence } from './EvidenceContext';
import classes from './notes.module.css';

interface CitedProps {
  children: string;
  turns: readonly number[];
}

/** Words, then their citations as small times; the first time stays on the line of the last word. */
export function Cited({ children, turns }: CitedProps) {
  const { byIndex } = useEvidence();
  const [first, ...rest] = turns.map((index) => byIndex.get(index)).filter((turn) => turn !== undefined);
  if (first === undefined) return children;
  const lastWord = children.lastIndexOf(' ') + 1;
  return (
    <>
      {children.slice(0, lastWord)}
      <span className={classes.together}>
        {children.slice(lastWord)}
        <sup className={classes.chips}>
          <Chip turn={first} />
        </sup>
      </span>
      <sup className={classes.chips}>
        {rest.map((turn) => (
          <Chip key={turn.index} turn={turn} />
        ))}
      </sup>
    </>
  );
}

/** Hover or focus shows the words; a click goes there, and the keyboard also plays them. */
function Chip({ turn }: { turn: Turn }) {
  const { open } = useEvidence();
  const name = speakerName(turn.speaker);
  return (
    <Tooltip
      multiline
      w={340}
      withArrow
      events={{ hover: true, focus: true, touch: false }}
      label={<span className={classes.quote}>{strings.notes.quote(name, turn.text)}</span>}
    >
      <button
        type="button"
        className={classes.chip}
        aria-label={strings.notes.chip(clock(turn.start), name)}
        onClick={(event) => open(turn, { play: event.detail === 0 })}
      >
        {clock(turn.start)}
      </button>
    </Tooltip>
  );
}
