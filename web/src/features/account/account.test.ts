import { expect, test } from 'vitest';
import { safeReturnPath } from './queries';

test('after sign-in only paths of this application are followed', () => {
  expect(safeReturnPath('/sessions?status=failed')).toBe('/sessions?status=failed');
  expect(safeReturnPath('//elsewhere.example')).toBe('/');
  expect(safeReturnPath('https://elsewhere.example')).toBe('/');
  expect(safeReturnPath('/\\elsewhere.example')).toBe('/');
  expect(safeReturnPath('/sign-in?from=/sessions')).toBe('/');
  expect(safeReturnPath(undefined)).toBe('/');
});
