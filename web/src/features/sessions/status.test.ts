import { expect, test } from 'vitest';
import { isStatus, isUnderWay, statusWords } from './status';

const nothing = { progress: null, waiting_for: null, error_message: null };

test('work under way names its stage and whole percent', () => {
  const progress = { stage: 'transcribing', percent: 42.9, detail: '' };
  expect(statusWords({ ...nothing, status: 'transcribing', progress })).toEqual({
    words: 'Transcribing, 42 %',
    tone: 'working',
  });
  expect(statusWords({ ...nothing, status: 'extracting_notes' }).words).toBe('Drafting the note');
});

test('a reason for waiting is given in the words of the server', () => {
  const waiting_for = { code: 'speech_model', detail: 'No speech model is installed.' };
  expect(statusWords({ ...nothing, status: 'uploading', waiting_for })).toEqual({
    words: 'Waiting: No speech model is installed',
    tone: 'waiting',
  });
});

test('waiting in the queue needs no reason', () => {
  const waiting_for = { code: 'queue', detail: 'Waiting for its turn.' };
  expect(statusWords({ ...nothing, status: 'uploading', waiting_for }).words).toBe('Waiting for its turn');
});

test('a finished or stopped session is no longer under way', () => {
  expect(isUnderWay('processed')).toBe(false);
  expect(isUnderWay('failed')).toBe(false);
  expect(isUnderWay('uploading')).toBe(true);
  expect(statusWords({ ...nothing, status: 'failed' }).tone).toBe('failed');
  expect(statusWords({ ...nothing, status: 'processed' }).tone).toBe('ready');
});

test('a processed session says where its note stands', () => {
  const words = (note_state: string | null) => statusWords({ ...nothing, status: 'processed', note_state });
  expect(words(null)).toEqual({ words: 'Draft ready to review', tone: 'ready' });
  expect(words('draft').words).toBe('Draft ready to review');
  expect(words('in_review')).toEqual({ words: 'Note in review', tone: 'ready' });
  expect(words('signed')).toEqual({ words: 'Signed', tone: 'done' });
  expect(words('co_signed')).toEqual({ words: 'Signed and co-signed', tone: 'done' });
  expect(words('voided')).toEqual({ words: 'Note voided', tone: 'void' });
});

test('while another draft is made, that is told', () => {
  expect(statusWords({ ...nothing, status: 'extracting_notes', note_state: 'in_review' }).words).toBe(
    'Drafting the note',
  );
});

test('only the contract’s names are statuses', () => {
  expect(isStatus('processed')).toBe(true);
  expect(isStatus('done')).toBe(false);
  expect(isStatus(undefined)).toBe(false);
});
