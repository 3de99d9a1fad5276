import { queryOptions } from '@tanstack/react-query';
import { listTemplates, type Template } from './api';

export const templatesQuery = queryOptions({
  queryKey: ['note-templates'],
  queryFn: (): Promise<Template[]> => listTemplates(),
});
