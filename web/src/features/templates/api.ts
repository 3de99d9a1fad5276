import { type ClaimKind, call } from '../review/api';

// A practice's own note formats. A change makes a new version; the old ones stay readable.

export interface TemplateSection {
  title: string;
  /** Which claims it takes up. */
  kinds: ClaimKind[];
  /** What the therapist is to write there by hand. */
  instructions: string;
  /** A field of the note whose lines follow. */
  source?: string | null;
}

export interface TemplateFields {
  name: string;
  sections: TemplateSection[];
}

export interface Template extends TemplateFields {
  id: string;
  version: number;
  created_at: string;
  updated_at: string;
  archived: boolean;
}

/** With `archived` also those out of use. */
export const listTemplates = (archived: boolean): Promise<Template[]> =>
  call('get', '/note-templates', { path: {}, query: { archived } });

export const createTemplate = (body: TemplateFields): Promise<Template> =>
  call('post', '/note-templates', { path: {}, body });

/** Answers 409 when `version` is no longer the newest. */
export const changeTemplate = (id: string, version: number, fields: TemplateFields): Promise<Template> =>
  call('put', '/note-templates/{id}', { path: { id }, body: { version, ...fields } });

export const archiveTemplate = (id: string): Promise<unknown> =>
  call('delete', '/note-templates/{id}', { path: { id } });
