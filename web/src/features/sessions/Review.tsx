import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Session } from '../../api';
import { usePollInterval } from '../../server/events';
import { strings } from '../../strings';
import { day } from '../../ui/format';
import { type Evidence, EvidenceContext } from '../notes/EvidenceContext';
import { turnsByIndex } from '../notes/evidence';
import { PlayerBar } from '../player/PlayerBar';
import { Player, PlayerContext } from '../player/player';
import { ReviewPane } from '../review/ReviewPane';
import { type Reveal, TranscriptPane } from '../transcript/TranscriptPane';
import { transcriptQuery } from './queries';
import classes from './Review.module.css';
import { SessionHeader } from './SessionHeader';

type Pane = 'note' | 'transcript';

const text = strings.session;

/** Two panes over the recording. On a narrow screen one pane at a time; evidence opens the other. */
export function Review({ session }: { session: Session }) {
  const poll = usePollInterval();
  const live = session.status === 'transcribing' || session.status === 'uploading';
  const transcript = useQuery({
    ...transcriptQuery(session.id),
    // Before that there is nothing to ask for.
    enabled: session.status !== 'uploading',
    refetchInterval: live ? poll : false,
  });
  const [player] = useState(() => new Player(session.duration_seconds ?? 0));
  const [pane, setPane] = useState<Pane>(live ? 'transcript' : 'note');
  const [reveal, setReveal] = useState<Reveal | null>(null);
  const evidence = useMemo<Evidence>(
    () => ({
      byIndex: turnsByIndex(transcript.data),
      open: (turn, { play }) => {
        setPane('transcript');
        setReveal({ turn: turn.index });
        player.seek(turn.start);
        if (play) player.play();
      },
    }),
    [transcript.data, player],
  );
  return (
    <PlayerContext value={player}>
      <EvidenceContext value={evidence}>
        <div className={classes.review}>
          {/* No name in titles: browsers keep them in their history. */}
          <title>{strings.title(text.title(day(session.session_date)))}</title>
          <SessionHeader session={session} />
          <SegmentedControl
            className={classes.switch}
            aria-label={text.actions}
            value={pane}
            onChange={(value) => setPane(value as Pane)}
            data={[
              { value: 'note', label: text.note },
              { value: 'transcript', label: text.transcript },
            ]}
          />
          <div className={classes.panes} data-pane={pane}>
            <section aria-label={text.note} className={classes.note}>
              <ReviewPane session={session} />
            </section>
            <section aria-label={text.transcript} className={classes.transcript}>
              <TranscriptPane
                transcript={transcript.data}
                loading={transcript.isLoading}
                live={live}
                reveal={reveal}
              />
            </section>
          </div>
          <PlayerBar sessionId={session.id} />
        </div>
      </EvidenceContext>
    </PlayerContext>
  );
}
