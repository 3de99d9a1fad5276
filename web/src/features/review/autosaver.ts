import { createContext, useContext, useSyncExternalStore } from 'react';
import { problemMessage, toProblem } from '../../server/problem';
import type { NoteFields, Review } from './api';
import { type AutosaveEvent, type AutosaveState, begin, isDirty, isReady, next } from './autosave';
import { fieldsOf } from './fields';

/** How long typing has to rest before it is sent. */
const REST_MS = 900;

/** How long to wait after a failure that may pass by itself, unless more is typed first. */
const RETRY_MS = 8_000;

interface Server {
  save: (revision: number, fields: Partial<NoteFields>) => Promise<Review>;
  load: () => Promise<Review>;
}

/** Sends what is typed into a note after a short rest, and never drops a word the server did not take. */
export class Autosaver {
  private state: AutosaveState;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  /** Whether the last failure may pass by itself. */
  private passing = false;
  private readonly watchers = new Set<() => void>();

  constructor(
    private readonly server: Server,
    review: Review,
  ) {
    this.state = begin(review.revision, fieldsOf(review.notes));
  }

  readonly get = (): AutosaveState => this.state;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  private take(event: AutosaveEvent): void {
    this.state = next(this.state, event);
    clearTimeout(this.timer);
    if (isReady(this.state)) this.timer = setTimeout(() => void this.send(), REST_MS);
    else if (this.state.failure !== null && this.passing) this.timer = setTimeout(this.retry, RETRY_MS);
    for (const watcher of this.watchers) watcher();
  }

  private send(): Promise<void> {
    this.running ??= this.attempt().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async attempt(): Promise<void> {
    const { revision, typed } = this.state;
    this.take({ type: 'sent' });
    try {
      const review = await this.server.save(revision, typed);
      const fields = fieldsOf(review.notes);
      this.take({ type: 'stored', revision: review.revision, fields, at: new Date() });
    } catch (thrown) {
      if (toProblem(thrown).code === 'stale') await this.catchUp();
      else this.fail(thrown);
    }
  }

  private fail(thrown: unknown): void {
    const { status } = toProblem(thrown);
    this.passing = status === 0 || status === 429 || status >= 500;
    this.take({ type: 'failed', message: problemMessage(thrown) });
  }

  private async catchUp(): Promise<void> {
    try {
      const review = await this.server.load();
      this.take({ type: 'stale', revision: review.revision, fields: fieldsOf(review.notes) });
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  /** The server's note, as often as it is read. */
  readonly see = (review: Review): void =>
    this.take({ type: 'seen', revision: review.revision, fields: fieldsOf(review.notes) });

  readonly type = (change: Partial<NoteFields>): void => this.take({ type: 'typed', change });

  readonly retry = (): void => {
    this.take({ type: 'retried' });
    void this.flush();
  };

  readonly keepMine = (): void => {
    this.take({ type: 'keptMine' });
    void this.flush();
  };

  readonly takeTheirs = (): void => this.take({ type: 'tookTheirs' });

  /** Sends at once. Answers whether the server now has every word. */
  readonly flush = async (): Promise<boolean> => {
    clearTimeout(this.timer);
    // What was typed while something was on its way needs another turn; a refusal ends it.
    while (this.running !== null || isReady(this.state)) await (this.running ?? this.send());
    return !isDirty(this.state);
  };
}

export const AutosaverContext = createContext<Autosaver | null>(null);

export function useAutosaver(): Autosaver {
  const autosaver = useContext(AutosaverContext);
  if (autosaver === null) throw new Error('useAutosaver outside of a review');
  return autosaver;
}

export function useAutosave(): AutosaveState {
  const autosaver = useAutosaver();
  return useSyncExternalStore(autosaver.watch, autosaver.get);
}
