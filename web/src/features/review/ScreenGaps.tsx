import { Alert, Text } from '@mantine/core';
import { strings } from '../../strings';
import { clock } from '../../ui/format';
import { named } from '../../ui/named';
import { Cited } from '../notes/Chip';
import type { Gap, Review } from './api';
import classes from './review.module.css';

const text = strings.gaps;

/** More than this many places nobody reads; the number of the others is told. */
const SHOWN = 6;

/** Where the screen for language to review could not look, as far as it knows. */
export function ScreenGaps({ screen }: Pick<Review, 'screen'>) {
  if (screen.gaps.length === 0 && (screen.coverage == null || screen.coverage >= 1)) return null;
  return (
    <Alert color="amber" variant="outline" p="sm" mb="md">
      <GapList screen={screen} />
    </Alert>
  );
}

export function GapList({ screen: { coverage, gaps } }: Pick<Review, 'screen'>) {
  return (
    <>
      {coverage != null && <Text size="sm">{text.coverage(Math.floor(coverage * 100))}</Text>}
      {gaps.length > 0 && (
        <>
          <Text size="sm">{text.advice}</Text>
          <ul className={classes.gaps}>
            {gaps.slice(0, SHOWN).map((gap) => (
              <li key={`${gap.kind} ${gap.turn} ${gap.start_ms}`}>
                <Place gap={gap} />
              </li>
            ))}
          </ul>
          {gaps.length > SHOWN && <Text size="sm">{text.more(gaps.length - SHOWN)}</Text>}
        </>
      )}
    </>
  );
}

function Place({ gap: { kind, turn, start_ms, end_ms } }: { gap: Gap }) {
  const why = named(text.kinds, kind);
  if (turn != null) return <Cited turns={[turn]}>{`${why} `}</Cited>;
  if (start_ms == null) return `${text.whole}: ${why}`;
  const from = clock(start_ms / 1000);
  return text.place(end_ms == null ? from : `${from}–${clock(end_ms / 1000)}`, why);
}
