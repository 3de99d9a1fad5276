import { queryOptions } from '@tanstack/react-query';
import { type ListMailsResponse, listMails } from '../../api';

export type Mail = ListMailsResponse[number];

/** The newest mails, without their texts. */
export const mailsQuery = queryOptions({
  queryKey: ['mails'],
  queryFn: async (): Promise<ListMailsResponse> => (await listMails()).data,
});
