import { queryOptions } from '@tanstack/react-query';
import { type ListMailsResponse, listMails } from '../../api';

export type Mail = ListMailsResponse[number];

/** What lies in the folder; refused where mail is really sent. */
export const mailsQuery = queryOptions({
  queryKey: ['mails'],
  queryFn: async (): Promise<ListMailsResponse> => (await listMails()).data,
});
