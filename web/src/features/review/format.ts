import { strings } from '../../strings';
import type { Template } from '../templates/api';

/** The note as it is stored, the one form in which it is edited. */
export const PLAIN = 'note';

export interface FormatChoice {
  group: string | null;
  options: { value: string; label: string }[];
}

/** What the switch offers: the note itself, the usual formats, and the practice's own that are in use. */
export function formatChoices(templates: readonly Template[]): FormatChoice[] {
  const { plain, names, own } = strings.formats;
  const standard = Object.entries(names).map(([value, label]) => ({ value, label }));
  const practice = templates
    .filter(({ archived }) => !archived)
    .map(({ id, name }) => ({ value: `template:${id}`, label: name }));
  const choices: FormatChoice[] = [{ group: null, options: [{ value: PLAIN, label: plain }, ...standard] }];
  if (practice.length > 0) choices.push({ group: own, options: practice });
  return choices;
}
