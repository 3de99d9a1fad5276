import { strings } from '../../strings';
import { named } from '../../ui/named';
import type { Standing, Wording } from './api';

const text = strings.consents;

/** One person in the room with everything they have or have not agreed to. */
export interface PersonConsents {
  /** Null for the client. */
  participantId: string | null;
  name: string;
  capacity: string;
  standings: Standing[];
}

/** The same, person by person, in the order in which the server names them. */
export function byPerson(current: readonly Standing[]): PersonConsents[] {
  const people = new Map<string | null, PersonConsents>();
  for (const standing of current) {
    const { participant_id: participantId, name, capacity } = standing;
    const known = people.get(participantId) ?? { participantId, name, capacity, standings: [] };
    known.standings.push(standing);
    people.set(participantId, known);
  }
  return [...people.values()];
}

/** What a practice can do without: the portal and a model outside are offers, not needs. */
const OPTIONAL = ['external_model', 'portal'];

/** An upload is a recording, and is transcribed without a further step. */
export const UPLOAD_SCOPES = ['record', 'transcribe'];

/** What keeps the usual work from being done. */
export function lacking(current: readonly Standing[], scopes?: readonly string[]): Standing[] {
  return current.filter(
    ({ scope, state }) =>
      state !== 'valid' && (scopes === undefined ? !OPTIONAL.includes(scope) : scopes.includes(scope)),
  );
}

/** What is missing in words: `Recording (Maya Okafor), Transcribing (Maya Okafor)`. */
export function missingWords(standings: readonly Standing[]): string {
  return standings.map(({ scope, name }) => `${named(text.scopes, scope)} (${name})`).join(', ');
}

/** The scopes to send together: what was agreed to in one version of the wording. */
export function byVersion(
  scopes: readonly string[],
  texts: readonly Wording[],
  language: string,
): { version: string; scopes: string[] }[] {
  const versions = new Map<string, string[]>();
  for (const { scope, version } of texts.filter((one) => one.language === language)) {
    if (scopes.includes(scope)) versions.set(version, [...(versions.get(version) ?? []), scope]);
  }
  return [...versions].map(([version, together]) => ({ version, scopes: together }));
}

/** The languages in which wordings exist. */
export function languagesOf(texts: readonly Wording[]): string[] {
  return [...new Set(texts.map(({ language }) => language))];
}

/** A language by its own name. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
