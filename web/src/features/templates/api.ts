import {
  archiveNoteTemplate,
  type CreateNoteTemplate,
  changeNoteTemplate,
  createNoteTemplate,
  listNoteTemplates,
  type NoteTemplate,
  type NoteTemplateSection,
} from '../../api';

// A practice's own note formats. A change makes a new version; the old ones stay readable.

export type Template = NoteTemplate;

/** A section in the form, where nothing is left out. */
export interface TemplateSection extends NoteTemplateSection {
  kinds: string[];
  instructions: string;
}

/** What is typed. */
export interface TemplateFields extends CreateNoteTemplate {
  sections: TemplateSection[];
}

/** With `archived` also those out of use. */
export const listTemplates = async (archived: boolean): Promise<Template[]> =>
  (await listNoteTemplates({ query: { archived } })).data;

export const createTemplate = async (body: CreateNoteTemplate): Promise<Template> =>
  (await createNoteTemplate({ body })).data;

/** Answers 409 when `version` is no longer the newest. */
export const changeTemplate = async (
  id: string,
  version: number,
  fields: CreateNoteTemplate,
): Promise<Template> => (await changeNoteTemplate({ path: { id }, body: { version, ...fields } })).data;

export const archiveTemplate = async (id: string): Promise<unknown> =>
  (await archiveNoteTemplate({ path: { id } })).data;
