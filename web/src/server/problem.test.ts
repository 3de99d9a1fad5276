import { expect, test } from 'vitest';
import { problemFromText, problemMessage, toProblem } from './problem';

test('no answer at all is told as a lost connection', () => {
  expect(toProblem(new TypeError('Failed to fetch')).code).toBe('offline');
});

test('an answer without a problem body keeps its status', () => {
  expect(problemFromText(502, '<html>').status).toBe(502);
});

test('a refused format lists what can be read', () => {
  const body = JSON.stringify({
    code: 'unsupported_format',
    status: 415,
    detail: '',
    formats: ['MP3', 'WAV'],
  });
  expect(problemMessage(problemFromText(415, body))).toContain('MP3, WAV');
});

test('size and room are told with what to do', () => {
  expect(problemMessage(problemFromText(413, '{"code":"payload_too_large"}'))).toContain('shorter');
  expect(problemMessage(problemFromText(507, '{"code":"insufficient_storage"}'))).toContain('no room');
});

test('an incident number is passed on', () => {
  const body = '{"code":"internal","detail":"Something failed.","incident":"a1b2"}';
  expect(problemMessage(problemFromText(500, body))).toBe('Something failed. Incident a1b2.');
});

test('too many requests are told with when to come again', () => {
  const body = '{"code":"too_many_requests","retry_after":42}';
  expect(problemMessage(problemFromText(429, body))).toContain('42 seconds');
  expect(problemMessage(problemFromText(429, '{"code":"too_many_requests","retry_after":1200}'))).toContain(
    '20 minutes',
  );
});
