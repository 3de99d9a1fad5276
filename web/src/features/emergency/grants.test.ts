import { expect, test } from 'vitest';
import { endOf, type Grant, isOpen } from './queries';

const grant: Grant = {
  id: 'a',
  patient_id: 'b',
  admin_id: 'c',
  admin_name: 'Amir Berg',
  reason: 'emergency',
  created_at: '2026-11-24T10:00:00Z',
  expires_at: '2026-11-24T11:00:00Z',
  ended_at: null,
};

test('an emergency access ends by itself', () => {
  expect(isOpen(grant, Date.parse('2026-11-24T10:59:59Z'))).toBe(true);
  expect(isOpen(grant, Date.parse('2026-11-24T11:00:00Z'))).toBe(false);
  expect(endOf(grant)).toBe('2026-11-24T11:00:00Z');
});

test('an emergency access that was ended by hand is over before its time', () => {
  const ended = { ...grant, ended_at: '2026-11-24T10:20:00Z' };
  expect(isOpen(ended, Date.parse('2026-11-24T10:30:00Z'))).toBe(false);
  expect(endOf(ended)).toBe('2026-11-24T10:20:00Z');
});
