import { expect, test } from 'vitest';
import { deviceName } from './agent';
import { passwordProblem } from './password';
import { safeReturnPath } from './queries';

test('after sign-in only paths of this application are followed', () => {
  expect(safeReturnPath('/sessions?status=failed')).toBe('/sessions?status=failed');
  expect(safeReturnPath('//elsewhere.example')).toBe('/');
  expect(safeReturnPath('https://elsewhere.example')).toBe('/');
  expect(safeReturnPath('/\\elsewhere.example')).toBe('/');
  expect(safeReturnPath('/sign-in?from=/sessions')).toBe('/');
  expect(safeReturnPath(undefined)).toBe('/');
});

test('the pages for those who are not signed in are no place to return to', () => {
  expect(safeReturnPath('/auth/second-factor')).toBe('/');
});

test('a password is checked for its composition before it is sent', () => {
  expect(passwordProblem('SecurePass123!')).toBeNull();
  expect(passwordProblem('Ünïcode-pass 1')).toBeNull();
  for (const bad of ['Short1!', 'nouppercase123!', 'NOLOWERCASE123!', 'NoDigitsHere!!', 'NoSpecial12345'])
    expect(passwordProblem(bad)).not.toBeNull();
  expect(passwordProblem('Aa1!'.repeat(33))).not.toBeNull();
});

test('a device is named as a person would name it', () => {
  const edge =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36 Edg/124.0';
  const safari =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605 Version/17 Safari/604';
  expect(deviceName(edge)).toBe('Edge on Windows');
  expect(deviceName(safari)).toBe('Safari on iPhone');
  expect(deviceName('curl/8.5.0')).toBe('curl/8.5.0');
  expect(deviceName(null)).toBe('Unknown device');
});
