import { createContext, useContext, useSyncExternalStore } from 'react';
import { me } from '../../api';

export interface PlayerState {
  /** Seconds from the start of the recording. */
  time: number;
  duration: number;
  playing: boolean;
  rate: number;
  /** Whether the transcript keeps the current words in view. */
  follow: boolean;
  failed: boolean;
}

const START: PlayerState = { time: 0, duration: 0, playing: false, rate: 1, follow: true, failed: false };

/**
 * The recording of one session, outside React: the position moves with every animation frame while
 * playing, and only what shows a changed word or second is drawn again.
 */
export class Player {
  private state: PlayerState;
  private audio: HTMLAudioElement | null = null;
  private readonly watchers = new Set<() => void>();
  private frame = 0;
  private renewed = false;

  constructor(duration: number) {
    this.state = { ...START, duration };
  }

  readonly get = (): PlayerState => this.state;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  private set(part: Partial<PlayerState>): void {
    this.state = { ...this.state, ...part };
    for (const watcher of this.watchers) watcher();
  }

  private readonly tick = (): void => {
    if (this.audio === null) return;
    if (this.audio.currentTime !== this.state.time) this.set({ time: this.audio.currentTime });
    this.frame = requestAnimationFrame(this.tick);
  };

  /** For `ref` of the audio element. */
  readonly attach = (audio: HTMLAudioElement | null): (() => void) => {
    this.audio = audio;
    const events = new AbortController();
    const on = (name: string, listener: () => void): void =>
      audio?.addEventListener(name, listener, { signal: events.signal });
    on('durationchange', () => {
      if (audio && Number.isFinite(audio.duration)) this.set({ duration: audio.duration, failed: false });
    });
    on('play', () => {
      this.set({ playing: true });
      this.frame = requestAnimationFrame(this.tick);
    });
    on('pause', () => {
      cancelAnimationFrame(this.frame);
      this.set({ playing: false });
    });
    on('timeupdate', () => audio && this.set({ time: audio.currentTime }));
    on('error', () => this.recover());
    if (audio) audio.playbackRate = this.state.rate;
    return () => {
      events.abort();
      cancelAnimationFrame(this.frame);
      this.audio = null;
    };
  };

  // The recording is asked for in parts; after half an hour a part may meet an expired login. An
  // ordinary request renews it, then loading goes on at the same place, once.
  private recover(): void {
    const { audio } = this;
    const { time, playing } = this.state;
    if (audio === null || this.renewed) {
      this.set({ failed: true, playing: false });
      return;
    }
    this.renewed = true;
    me().then(
      () => {
        audio.load();
        audio.currentTime = time;
        if (playing) this.play();
        audio.addEventListener('canplay', () => (this.renewed = false), { once: true });
      },
      () => this.set({ failed: true, playing: false }),
    );
  }

  readonly play = (): void => {
    // A refused start, such as a lost device, shows as "paused"; there is nothing else to do.
    this.audio?.play().catch(() => this.set({ playing: false }));
  };

  readonly pause = (): void => this.audio?.pause();

  readonly toggle = (): void => (this.state.playing ? this.pause() : this.play());

  readonly seek = (time: number): void => {
    const end = this.state.duration || time;
    const target = Math.min(Math.max(0, time), end);
    if (this.audio) this.audio.currentTime = target;
    this.set({ time: target });
  };

  readonly skip = (seconds: number): void => this.seek(this.state.time + seconds);

  readonly setRate = (rate: number): void => {
    if (this.audio) this.audio.playbackRate = rate;
    this.set({ rate });
  };

  readonly setFollow = (follow: boolean): void => this.set({ follow });
}

export const PlayerContext = createContext<Player | null>(null);

export function usePlayer(): Player {
  const player = useContext(PlayerContext);
  if (player === null) throw new Error('usePlayer outside of a session page');
  return player;
}

/** A part of the player's state; select something that changes seldom. */
export function usePlayerState<T extends string | number | boolean>(select: (state: PlayerState) => T): T {
  const player = usePlayer();
  return useSyncExternalStore(player.watch, () => select(player.get()));
}
