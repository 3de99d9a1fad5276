import { Tooltip } from '@mantine/core';
import type { Turn } from '../../api';
import { strings } from '../../strings';
import { clock } from '../../ui/format';
import { speakerName } from '../transcript/speaker';
import { useEvidence } from './EvidenceContext';
import classes from './notes.module.css';

/** Citations of one sentence or item, as small times. */
export function Chips({ turns }: { turns: readonly number[] }) {
  const { byIndex } = useEvidence();
  return (
    <sup className={classes.chips}>
      {/* Keeps the first time on the line of the last word. */}
      {'\u2060'}
      {turns.map((index) => {
        const turn = byIndex.get(index);
        return turn && <Chip key={index} turn={turn} />;
      })}
    </sup>
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
