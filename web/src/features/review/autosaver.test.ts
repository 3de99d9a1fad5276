import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestProblem } from '../../server/problem';
import type { NoteFields, Review } from './api';
import { isDirty, shown } from './autosave';
import { Autosaver } from './autosaver';
import { reviewWith } from './review.fixture';

const REST_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server of one note that knows revisions, as the real one does. */
function noteServer() {
  let fields: Partial<NoteFields> = { topic_summary: 'Old.' };
  let revision = 1;
  const now = (): Review => reviewWith(fields, { revision });
  const save = vi.fn(async (seen: number, change: Partial<NoteFields>): Promise<Review> => {
    if (seen !== revision) throw new RequestProblem({ status: 409, code: 'stale' });
    fields = { ...fields, ...change };
    revision += 1;
    return now();
  });
  const elsewhere = (change: Partial<NoteFields>): void => {
    fields = { ...fields, ...change };
    revision += 1;
  };
  return { now, save, load: vi.fn(async () => now()), elsewhere };
}

test('typing is sent once, after a rest', async () => {
  const server = noteServer();
  const saver = new Autosaver(server, server.now());
  saver.type({ topic_summary: 'M' });
  await vi.advanceTimersByTimeAsync(REST_MS / 2);
  saver.type({ topic_summary: 'Mine.' });
  await vi.advanceTimersByTimeAsync(REST_MS);
  expect(server.save).toHaveBeenCalledTimes(1);
  expect(server.now().notes.topic_summary).toBe('Mine.');
  expect(isDirty(saver.get())).toBe(false);
});

test('leaving sends at once, also what was typed while something was on its way', async () => {
  const server = noteServer();
  const saver = new Autosaver(server, server.now());
  saver.type({ topic_summary: 'Mine.' });
  const leaving = saver.flush();
  saver.type({ therapist_notes: 'More.' });
  expect(await leaving).toBe(true);
  expect(server.now().notes).toMatchObject({ topic_summary: 'Mine.', therapist_notes: 'More.' });
});

test('another field changed elsewhere is joined without asking', async () => {
  const server = noteServer();
  const saver = new Autosaver(server, server.now());
  server.elsewhere({ therapist_notes: 'Theirs.' });
  saver.type({ topic_summary: 'Mine.' });
  expect(await saver.flush()).toBe(true);
  expect(server.now().notes).toMatchObject({ topic_summary: 'Mine.', therapist_notes: 'Theirs.' });
});

test('the same field changed elsewhere waits for a choice, and keeping mine stores it', async () => {
  const server = noteServer();
  const saver = new Autosaver(server, server.now());
  server.elsewhere({ topic_summary: 'Theirs.' });
  saver.type({ topic_summary: 'Mine.' });
  expect(await saver.flush()).toBe(false);
  expect(saver.get().conflict).toBe(true);
  expect(server.now().notes.topic_summary).toBe('Theirs.');
  expect(shown(saver.get()).topic_summary).toBe('Mine.');
  saver.keepMine();
  expect(await saver.flush()).toBe(true);
  expect(server.now().notes.topic_summary).toBe('Mine.');
});

test('a lost connection is tried again by itself', async () => {
  const server = noteServer();
  const saver = new Autosaver(server, server.now());
  server.save.mockRejectedValueOnce(new RequestProblem({ code: 'offline', detail: 'No network.' }));
  saver.type({ topic_summary: 'Mine.' });
  expect(await saver.flush()).toBe(false);
  expect(saver.get().failure).toBe('No network.');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.now().notes.topic_summary).toBe('Mine.');
  expect(saver.get().failure).toBeNull();
});

test('a refusal that will not pass is not tried again until something else is typed', async () => {
  const server = noteServer();
  const saver = new Autosaver(server, server.now());
  server.save.mockRejectedValueOnce(
    new RequestProblem({ status: 422, code: 'invalid', detail: 'Too long.' }),
  );
  saver.type({ topic_summary: 'Mine, too long.' });
  expect(await saver.flush()).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.save).toHaveBeenCalledTimes(1);
  expect(shown(saver.get()).topic_summary).toBe('Mine, too long.');
  saver.type({ topic_summary: 'Mine.' });
  expect(await saver.flush()).toBe(true);
});
