import { expect, test } from 'vitest';
import { isSameFile, overallPercent, type Upload } from './queue';

const file = (name: string, size: number, lastModified = 1): File =>
  new File([new Uint8Array(size)], name, { lastModified });

const upload = (state: Upload['state'], sentBytes: number): Upload => ({
  key: sentBytes,
  file: file('a.mp3', 100),
  patient: { id: 'p', name: 'P' },
  state,
  sentBytes,
});

test('progress counts only what is still in motion', () => {
  expect(overallPercent([upload('done', 100)])).toBeNull();
  expect(overallPercent([upload('done', 100), upload('sending', 50), upload('waiting', 0)])).toBe(25);
});

test('the bytes of the form around a file never show as more than all of it', () => {
  expect(overallPercent([upload('sending', 140)])).toBe(100);
});

test('a file is the same only when name, size and time agree', () => {
  expect(isSameFile(file('a.mp3', 5), file('a.mp3', 5))).toBe(true);
  expect(isSameFile(file('a.mp3', 5), file('a.mp3', 6))).toBe(false);
  expect(isSameFile(file('a.mp3', 5), file('a.mp3', 5, 2))).toBe(false);
});
