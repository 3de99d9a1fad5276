import { queryOptions } from '@tanstack/react-query';
import {
  type GetUserResponse,
  getUser,
  type ListInvitationsResponse,
  type ListSupervisedTherapistsResponse,
  listInvitations,
  listSupervisedTherapists,
  listUsers,
} from '../../api';

export type User = GetUserResponse;
export type Invitation = ListInvitationsResponse[number];

/** The roles, in the order in which they are offered. */
export const ROLES = ['therapist', 'supervisor', 'patient', 'admin'] as const;

// Without `limit` the server answers the plain list.
function listed<T>(data: T[] | { items: T[] }): T[] {
  return Array.isArray(data) ? data : data.items;
}

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: async (): Promise<User[]> => listed<User>((await listUsers()).data),
});

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ['users', id],
    queryFn: async (): Promise<User> => (await getUser({ path: { id } })).data,
  });

/** The therapists whose clients a supervisor may read. */
export const supervisedQuery = (id: string) =>
  queryOptions({
    queryKey: ['users', id, 'therapists'],
    queryFn: async (): Promise<ListSupervisedTherapistsResponse> =>
      (await listSupervisedTherapists({ path: { id } })).data,
  });

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: async (): Promise<Invitation[]> => (await listInvitations()).data,
});
