import { queryOptions } from '@tanstack/react-query';
import { listTemplates, type Template } from './api';

/** The formats in use. */
export const templatesQuery = queryOptions({
  queryKey: ['note-templates'],
  queryFn: (): Promise<Template[]> => listTemplates(false),
});

/** Also those out of use. */
export const allTemplatesQuery = queryOptions({
  queryKey: ['note-templates', 'all'],
  queryFn: (): Promise<Template[]> => listTemplates(true),
});
