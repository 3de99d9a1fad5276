import { ActionIcon, NativeSelect, Slider, Switch, Text } from '@mantine/core';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
} from '@tabler/icons-react';
import { strings } from '../../strings';
import { clock } from '../../ui/format';
import { useKeys } from '../../ui/useKeys';
import classes from './PlayerBar.module.css';
import { usePlayer, usePlayerState } from './player';

const text = strings.player;
const STEP = 5;
const RATES = [0.75, 1, 1.25, 1.5, 2];

/** The recording at the foot of the page: one row, the same keys everywhere. */
export function PlayerBar({ sessionId }: { sessionId: string }) {
  const player = usePlayer();
  const playing = usePlayerState((state) => state.playing);
  const rate = usePlayerState((state) => state.rate);
  const follow = usePlayerState((state) => state.follow);
  const failed = usePlayerState((state) => state.failed);
  const back = (): void => player.skip(-STEP);
  const forward = (): void => player.skip(STEP);
  useKeys({
    ' ': player.toggle,
    k: player.pause,
    j: back,
    l: forward,
    ArrowLeft: back,
    ArrowRight: forward,
  });
  return (
    <section aria-label={text.label} className={classes.bar}>
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript beside it is the caption */}
      <audio ref={player.attach} src={`/api/sessions/${sessionId}/audio`} preload="metadata" />
      <div className={classes.buttons}>
        <ActionIcon variant="subtle" size="lg" aria-label={text.back} title={text.back} onClick={back}>
          <IconRewindBackward5 size={22} stroke={1.6} />
        </ActionIcon>
        <ActionIcon
          size="xl"
          radius="xl"
          aria-label={playing ? text.pause : text.play}
          onClick={player.toggle}
          disabled={failed}
        >
          {playing ? <IconPlayerPauseFilled size={20} /> : <IconPlayerPlayFilled size={20} />}
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label={text.forward}
          title={text.forward}
          onClick={forward}
        >
          <IconRewindForward5 size={22} stroke={1.6} />
        </ActionIcon>
      </div>
      {failed ? (
        <Text role="alert" c="var(--tb-brick)">
          {text.unavailable}
        </Text>
      ) : (
        <Position />
      )}
      <div className={classes.settings}>
        <NativeSelect
          aria-label={text.speed}
          size="sm"
          value={rate}
          data={RATES.map((value) => ({ value: String(value), label: `${value} ×` }))}
          onChange={(event) => player.setRate(Number(event.currentTarget.value))}
        />
        <Switch
          label={text.follow}
          title={text.followHint}
          checked={follow}
          onChange={(event) => player.setFollow(event.currentTarget.checked)}
        />
      </div>
    </section>
  );
}

function Position() {
  const player = usePlayer();
  const second = usePlayerState((state) => Math.floor(state.time));
  const duration = usePlayerState((state) => state.duration);
  const spoken = text.positionText(clock(second), clock(duration));
  return (
    <div className={classes.position}>
      <Text span className={classes.time} data-testid="player-time">
        {clock(second)} / {clock(duration)}
      </Text>
      <Slider
        flex={1}
        size="sm"
        min={0}
        max={Math.max(1, Math.ceil(duration))}
        step={1}
        label={null}
        value={second}
        onChange={player.seek}
        thumbLabel={text.position}
        thumbValueText={spoken}
      />
    </div>
  );
}
