import { expect, test } from 'vitest';
import { emailProblem, phoneProblem } from './validate';

test('contact details may be left empty', () => {
  expect(emailProblem('')).toBeNull();
  expect(phoneProblem('  ')).toBeNull();
});

test('what cannot be an address or a number is named', () => {
  expect(emailProblem('maya@example')).not.toBeNull();
  expect(emailProblem('maya@example.org')).toBeNull();
  expect(phoneProblem('call me')).not.toBeNull();
  expect(phoneProblem('+44 (0)20 7946-0018')).toBeNull();
});
