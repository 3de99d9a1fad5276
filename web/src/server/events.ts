import type { InfiniteData } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { me, type Session, type SessionPage, type SessionSummary, type Transcript, type Turn } from '../api';
import { reviewQuery } from '../features/review/queries';
import { sessionQuery, transcriptQuery } from '../features/sessions/queries';
import { queryClient } from '../queries';

// One stream of events keeps the query cache current. While the stream is down, the pages that show
// something in motion ask every few seconds instead (`usePollInterval`).

type SessionEvent = Pick<
  SessionSummary,
  'id' | 'status' | 'note_state' | 'progress' | 'waiting_for' | 'error_message' | 'updated_at'
>;

interface SegmentEvent {
  session_id: string;
  turn: Turn;
}

const POLL_MS = 5_000;
const RECONNECT_MS = [1_000, 2_000, 5_000, 15_000];

let live = true;
const watchers = new Set<() => void>();

function setLive(value: boolean): void {
  if (live === value) return;
  live = value;
  for (const watcher of watchers) watcher();
}

function watchLive(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Whether the event stream is open. */
export function useLive(): boolean {
  return useSyncExternalStore(watchLive, () => live);
}

/** For `refetchInterval`: no polling while events arrive. */
export function usePollInterval(): number | false {
  return useLive() ? false : POLL_MS;
}

/** Puts a live turn in its place; the same index may come again, longer. */
export function withTurn(transcript: Transcript, turn: Turn): Transcript {
  const at = transcript.turns.findIndex((known) => known.index >= turn.index);
  const turns = [...transcript.turns];
  if (at === -1) turns.push(turn);
  else turns.splice(at, turns[at]?.index === turn.index ? 1 : 0, turn);
  return { ...transcript, turns };
}

function takeSession(event: SessionEvent): void {
  const known = queryClient.getQueryData<Session>(sessionQuery(event.id).queryKey);
  if (known) {
    queryClient.setQueryData<Session>(sessionQuery(event.id).queryKey, { ...known, ...event });
    if (known.status !== event.status) {
      // A new stage brings a transcript or a note with it.
      void queryClient.invalidateQueries({ queryKey: sessionQuery(event.id).queryKey });
      void queryClient.invalidateQueries({ queryKey: transcriptQuery(event.id).queryKey });
    }
    if (known.status !== event.status || known.note_state !== event.note_state) {
      void queryClient.invalidateQueries({ queryKey: reviewQuery(event.id).queryKey });
    }
  }
  let listed = false;
  queryClient.setQueriesData<InfiniteData<SessionPage>>({ queryKey: ['sessions'] }, (data) => {
    if (!data) return data;
    const pages = data.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => {
        if (item.id !== event.id) return item;
        listed = listed || item.status === event.status;
        return { ...item, ...event };
      }),
    }));
    return { ...data, pages };
  });
  // New sessions and changed stages may move in or out of a filtered list.
  if (!listed) void queryClient.invalidateQueries({ queryKey: ['sessions'] });
}

function takeSegment({ session_id, turn }: SegmentEvent): void {
  const { queryKey } = transcriptQuery(session_id);
  const known = queryClient.getQueryData<Transcript | null>(queryKey);
  if (known === undefined) return;
  const before = known ?? {
    session_id,
    language: '',
    duration_seconds: 0,
    complete: false,
    turns: [],
    warnings: [],
  };
  queryClient.setQueryData<Transcript | null>(queryKey, withTurn(before, turn));
  // A turn was missed, for example while the transcript was on its way here.
  if (turn.index > (before.turns.at(-1)?.index ?? -1) + 1) void queryClient.invalidateQueries({ queryKey });
}

function parse<T>(event: MessageEvent<string>): T {
  return JSON.parse(event.data) as T;
}

/** Opens the stream and keeps it open. Returns the function that closes it. */
function openEvents(): () => void {
  let source: EventSource | null = null;
  let timer: number | undefined;
  let failures = 0;
  let closed = false;

  const retryLater = (): void => {
    source?.close();
    if (closed) return;
    setLive(false);
    const wait = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)];
    failures += 1;
    // An ordinary request first: it renews an expired login, or leads to the sign-in page.
    timer = window.setTimeout(() => me().then(connect, retryLater), wait);
  };

  const connect = (): void => {
    if (closed) return;
    source = new EventSource('/api/events');
    source.onopen = () => {
      // What happened while nobody listened is fetched once.
      if (failures > 0) void queryClient.invalidateQueries({ refetchType: 'active' });
      failures = 0;
      setLive(true);
    };
    source.addEventListener('session', (event) => takeSession(parse<SessionEvent>(event)));
    source.addEventListener('segment', (event) => takeSegment(parse<SegmentEvent>(event)));
    source.onerror = retryLater;
  };

  connect();
  return () => {
    closed = true;
    window.clearTimeout(timer);
    source?.close();
    setLive(true);
  };
}

/** Listens as long as the calling component is shown and `enabled`. */
export function useEvents(enabled: boolean): void {
  useEffect(() => (enabled ? openEvents() : undefined), [enabled]);
}
