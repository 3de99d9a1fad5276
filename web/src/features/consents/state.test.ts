import { expect, test } from 'vitest';
import type { ConsentState, Standing, Wording } from './api';
import { byPerson, byVersion, lacking, languageName, missingWords } from './state';

function standing(scope: string, state: ConsentState, person: string | null = null): Standing {
  const name = person ?? 'Maya';
  return {
    participant_id: person,
    name,
    capacity: person === null ? 'client' : 'partner',
    scope,
    state,
    consent: null,
  };
}

test('each person stands once, with all scopes', () => {
  const people = byPerson([
    standing('record', 'valid'),
    standing('record', 'missing', 'Jana'),
    standing('portal', 'valid'),
  ]);
  expect(people.map(({ name, standings }) => [name, standings.map(({ scope }) => scope)])).toEqual([
    ['Maya', ['record', 'portal']],
    ['Jana', ['record']],
  ]);
});

test('what is expired or withdrawn is missing as well', () => {
  const current = [
    standing('record', 'valid'),
    standing('transcribe', 'expired'),
    standing('ai_draft', 'withdrawn'),
  ];
  expect(lacking(current).map(({ scope }) => scope)).toEqual(['transcribe', 'ai_draft']);
  expect(lacking(current, ['record'])).toEqual([]);
});

test('nobody is told that an offer they did not take is missing', () => {
  expect(lacking([standing('portal', 'missing'), standing('external_model', 'missing')])).toEqual([]);
});

test('what is missing names the person', () => {
  expect(missingWords([standing('record', 'missing'), standing('record', 'missing', 'Jana')])).toBe(
    'Recording (Maya), Recording (Jana)',
  );
});

test('scopes of one version of the wording are recorded together', () => {
  const wording = (scope: string, version: string, language = 'en'): Wording => ({
    scope,
    version,
    language,
    text: scope,
  });
  const texts = [
    wording('record', '2'),
    wording('transcribe', '1'),
    wording('ai_draft', '2'),
    wording('record', '1', 'de'),
  ];
  expect(byVersion(['record', 'ai_draft', 'transcribe'], texts, 'en')).toEqual([
    { version: '2', scopes: ['record', 'ai_draft'] },
    { version: '1', scopes: ['transcribe'] },
  ]);
  expect(byVersion(['ai_draft'], texts, 'de')).toEqual([]);
});

test('a language has its own name, and an unknown one its code', () => {
  expect(languageName('de')).toBe('Deutsch');
  expect(languageName('??')).toBe('??');
});
