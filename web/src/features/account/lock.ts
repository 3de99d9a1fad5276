import { useSyncExternalStore } from 'react';
import { lock } from '../../api';
import { queryClient } from '../../queries';

// Whether this device is locked because nobody was at it. All tabs of the browser share one login, so
// they are busy together and locked together.

type Word = 'active' | 'locked' | 'unlocked' | 'signed-out';

let locked = false;
let lastInput = Date.now();
let waiting: ((opened: boolean) => void)[] = [];
let channel: BroadcastChannel | null = null;
const watchers = new Set<() => void>();

function set(value: boolean): void {
  if (locked === value) return;
  locked = value;
  for (const watcher of watchers) watcher();
}

function settle(opened: boolean): void {
  const asked = waiting;
  waiting = [];
  set(false);
  lastInput = Date.now();
  for (const go of asked) go(opened);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function useLocked(): boolean {
  return useSyncExternalStore(watch, () => locked);
}

/** Hides everything; the server knows already. */
export function showLock(): void {
  for (const media of document.querySelectorAll<HTMLMediaElement>('audio, video')) media.pause();
  set(true);
}

/** Locks this login, here, in the other tabs and on the server. */
export function lockNow(): void {
  if (locked) return;
  showLock();
  tellOtherTabs('locked');
  // Should the server not hear it, it locks an unused login by itself.
  lock().catch(() => {});
}

/** After the server has opened the login again. */
export function openLock(): void {
  settle(true);
  tellOtherTabs('unlocked');
  void queryClient.invalidateQueries();
}

/** The login has ended: there is nothing to hide any more, and nothing that waits will go on. */
export function dropLock(): void {
  settle(false);
}

/** For requests that met the lock: hides everything and waits. `false` when the login ended instead. */
export function untilUnlocked(): Promise<boolean> {
  // Outside of the shell there is nobody to ask.
  if (watchers.size === 0) return Promise.resolve(false);
  showLock();
  return new Promise((resolve) => waiting.push(resolve));
}

export function tellOtherTabs(word: Word): void {
  channel?.postMessage(word);
}

/** Milliseconds since somebody last did something in any tab. */
export function idleMs(): number {
  return Date.now() - lastInput;
}

export function noteInput(): void {
  lastInput = Date.now();
}

/** Listens to the other tabs until the returned function is called. */
export function followOtherTabs(onSignedOut: () => void): () => void {
  channel = new BroadcastChannel('therapybridge');
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data === 'active') noteInput();
    if (data === 'locked') showLock();
    if (data === 'unlocked' && locked) {
      settle(true);
      void queryClient.invalidateQueries();
    }
    if (data === 'signed-out') onSignedOut();
  };
  return () => {
    channel?.close();
    channel = null;
  };
}
