import { expect, test } from 'vitest';
import { type AutosaveEvent, type AutosaveState, begin, isDirty, isReady, next, shown } from './autosave';
import { fieldsWith } from './review.fixture';

const START = begin(1, fieldsWith({ topic_summary: 'Old.', therapist_notes: 'Notes.' }));
const after = (...events: AutosaveEvent[]): AutosaveState => events.reduce(next, START);
const typed = (topic_summary: string): AutosaveEvent => ({ type: 'typed', change: { topic_summary } });
const AT = new Date(0);

test('what is typed is shown at once and is ready to be sent', () => {
  const state = after(typed('Mine.'));
  expect(shown(state).topic_summary).toBe('Mine.');
  expect(isReady(state)).toBe(true);
  expect(isDirty(START)).toBe(false);
});

test('what is typed while something is on its way is sent after it', () => {
  const fields = fieldsWith({ topic_summary: 'Mine.' });
  const sent = after(typed('Mine.'), { type: 'sent' }, typed('Mine, longer.'));
  expect(isReady(sent)).toBe(false);
  const stored = next(sent, { type: 'stored', revision: 2, fields, at: AT });
  expect(isReady(stored)).toBe(true);
  expect(stored.typed).toEqual({ topic_summary: 'Mine, longer.' });
  expect(stored.revision).toBe(2);
});

test('a failure keeps every word and says why', () => {
  const state = after(typed('Mine.'), { type: 'sent' }, { type: 'failed', message: 'No network.' });
  expect(shown(state).topic_summary).toBe('Mine.');
  expect(state.failure).toBe('No network.');
  expect(isReady(state)).toBe(false);
  expect(isReady(next(state, { type: 'retried' }))).toBe(true);
  expect(isReady(next(state, typed('Mine, again.')))).toBe(true);
});

test('a newer revision in which the typed fields are as they were is no conflict', () => {
  const fields = fieldsWith({ topic_summary: 'Old.', therapist_notes: 'By somebody else.' });
  const state = after(typed('Mine.'), { type: 'sent' }, { type: 'stale', revision: 5, fields });
  expect(state.conflict).toBe(false);
  expect(state.revision).toBe(5);
  expect(isReady(state)).toBe(true);
  expect(shown(state)).toMatchObject({ topic_summary: 'Mine.', therapist_notes: 'By somebody else.' });
});

const THEIRS = fieldsWith({ topic_summary: 'Theirs.', therapist_notes: 'Notes.' });

test('two hands in one field are a conflict that sends nothing and loses nothing', () => {
  const state = after(typed('Mine.'), { type: 'sent' }, { type: 'stale', revision: 5, fields: THEIRS });
  expect(state.conflict).toBe(true);
  expect(isReady(state)).toBe(false);
  expect(shown(state).topic_summary).toBe('Mine.');
  expect(state.server.topic_summary).toBe('Theirs.');
});

test('a draft that arrives while somebody types is a conflict and not a loss', () => {
  const state = after(typed('Mine.'), { type: 'seen', revision: 4, fields: THEIRS });
  expect(state.conflict).toBe(true);
  expect(shown(state).topic_summary).toBe('Mine.');
});

test('keeping mine sends it over the other text', () => {
  const state = after(
    typed('Mine.'),
    { type: 'seen', revision: 4, fields: THEIRS },
    { type: 'keptMine' },
    { type: 'seen', revision: 4, fields: THEIRS },
  );
  expect(state.conflict).toBe(false);
  expect(isReady(state)).toBe(true);
  expect(state.revision).toBe(4);
});

test('taking the other text leaves nothing to send', () => {
  const state = after(typed('Mine.'), { type: 'seen', revision: 4, fields: THEIRS }, { type: 'tookTheirs' });
  expect(isDirty(state)).toBe(false);
  expect(shown(state).topic_summary).toBe('Theirs.');
});

test('an answer from before changes nothing, nor does one while something is on its way', () => {
  const sent = after(typed('Mine.'), { type: 'sent' });
  expect(next(sent, { type: 'seen', revision: 9, fields: THEIRS })).toBe(sent);
  const stored = next(sent, { type: 'stored', revision: 3, fields: THEIRS, at: AT });
  expect(next(stored, { type: 'seen', revision: 2, fields: fieldsWith() })).toBe(stored);
});
