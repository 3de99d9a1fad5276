import { expect, test } from 'vitest';
import type { Transcript } from '../api';
import { turnOf } from '../features/transcript/turns.fixture';
import { withTurn } from './events';

const transcript: Transcript = {
  session_id: '0',
  language: 'en',
  duration_seconds: 0,
  warnings: [],
  complete: false,
  turns: [turnOf(0, 'Hello'), turnOf(2, 'Yes')],
};

const texts = ({ turns }: Transcript): string[] => turns.map(({ text }) => text);

test('a live turn takes its place by index', () => {
  expect(texts(withTurn(transcript, turnOf(3, 'And then')))).toEqual(['Hello', 'Yes', 'And then']);
  expect(texts(withTurn(transcript, turnOf(1, 'Hi')))).toEqual(['Hello', 'Hi', 'Yes']);
});

test('a turn that comes again, longer, replaces the shorter one', () => {
  expect(texts(withTurn(transcript, turnOf(2, 'Yes, I did')))).toEqual(['Hello', 'Yes, I did']);
  expect(texts(transcript)).toEqual(['Hello', 'Yes']);
});
