import { useSyncExternalStore } from 'react';

// A request that the server wants a fresh proof for waits here until the window in the shell was
// answered. Several requests share one window.

let answer: ((proved: boolean) => void) | null = null;
let asked: Promise<boolean> | null = null;
const watchers = new Set<() => void>();

function notify(): void {
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Opens the window. Answers whether the proof was given. */
export function askForStepUp(): Promise<boolean> {
  // Outside of the shell there is nobody to ask.
  if (watchers.size === 0) return Promise.resolve(false);
  asked ??= new Promise((resolve) => {
    answer = resolve;
  });
  notify();
  return asked;
}

export function settleStepUp(proved: boolean): void {
  answer?.(proved);
  answer = null;
  asked = null;
  notify();
}

export function useStepUpAsked(): boolean {
  return useSyncExternalStore(watch, () => asked !== null);
}
