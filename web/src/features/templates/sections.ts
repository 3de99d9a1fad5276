import { strings } from '../../strings';
import { named } from '../../ui/named';
import type { Template, TemplateFields, TemplateSection } from './api';

const text = strings.templates;

/** A section to be filled in. */
export const EMPTY_SECTION: TemplateSection = { title: '', kinds: [], instructions: '' };

/** What the form begins with: the format as it is, or one empty section. */
export function startOf(template: Template | null): TemplateFields {
  if (template === null) return { name: '', sections: [EMPTY_SECTION] };
  const sections = template.sections.map(({ kinds = [], instructions = '', ...section }) => ({
    ...section,
    kinds,
    instructions,
  }));
  return { name: template.name, sections };
}

/** The sections with the one at `at` moved by `step`; at the ends nothing moves. */
export function moved(sections: TemplateSection[], at: number, step: 1 | -1): TemplateSection[] {
  const [one, other] = [sections[at], sections[at + step]];
  if (one === undefined || other === undefined) return sections;
  const result = [...sections];
  result[at] = other;
  result[at + step] = one;
  return result;
}

/** What is missing in each section, by the names of the form's fields. */
export function problemsOf({ name, sections }: TemplateFields): Record<string, string> {
  const problems: Record<string, string> = {};
  if (name.trim() === '') problems.name = text.missingName;
  sections.forEach(({ title, kinds, instructions, source }, at) => {
    if (title.trim() === '') problems[`sections.${at}.title`] = text.missingTitle;
    if (kinds.length === 0 && instructions.trim() === '' && source == null) {
      problems[`sections.${at}.instructions`] = text.missingContent;
    }
    const taken = sections
      .slice(0, at)
      .flatMap((earlier, place) =>
        earlier.kinds.filter((kind) => kinds.includes(kind)).map((kind) => ({ kind, place })),
      )[0];
    // Each claim stands in one place.
    if (taken !== undefined) {
      problems[`sections.${at}.instructions`] = text.takenAlready(
        named(strings.items.kinds, taken.kind),
        taken.place + 1,
      );
    }
  });
  return problems;
}

/** As it is sent: without spaces around words. */
export function trimmed({ name, sections }: TemplateFields): TemplateFields {
  return {
    name: name.trim(),
    sections: sections.map((section) => ({
      ...section,
      title: section.title.trim(),
      instructions: section.instructions.trim(),
    })),
  };
}
