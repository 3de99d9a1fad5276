import { queryOptions } from '@tanstack/react-query';
import {
  type ListLoginsResponse,
  listLogins,
  login,
  logout,
  type Me,
  me,
  type SecondFactorResponse,
  type SignInOptionsResponse,
  secondFactor,
  signInOptions,
  stepUp,
  unlock,
} from '../../api';
import { queryClient } from '../../queries';
import { toProblem } from '../../server/problem';
import { dropLock, tellOtherTabs } from './lock';

/** Who is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me> => (await me()).data,
  staleTime: 5 * 60_000,
});

/** What the sign-in page offers besides signing in. */
export const optionsQuery = queryOptions({
  queryKey: ['sign-in-options'],
  queryFn: async (): Promise<SignInOptionsResponse> => (await signInOptions()).data,
  staleTime: 5 * 60_000,
});

export type Device = ListLoginsResponse[number];

/** Where the person is signed in. */
export const devicesQuery = queryOptions({
  queryKey: ['devices'],
  queryFn: async (): Promise<ListLoginsResponse> => (await listLogins()).data,
});

export const secondFactorQuery = queryOptions({
  queryKey: ['second-factor'],
  queryFn: async (): Promise<SecondFactorResponse> => (await secondFactor()).data,
});

/** Nothing of an earlier person stays in memory. */
export function forgetEverything(): void {
  dropLock();
  queryClient.clear();
}

/** Throws code `second_factor_required` when the password is right and a code is missing. */
export async function signIn(email: string, password: string, code?: string): Promise<void> {
  await login({ body: { email, password, code } });
  forgetEverything();
}

/** Ends the login on the server; the cookies go with the answer. */
export async function signOut(): Promise<void> {
  await logout();
  forgetEverything();
  tellOtherTabs('signed-out');
}

/** Asks again who is signed in, after something about them changed. */
export function renewMe(): Promise<Me> {
  return queryClient.fetchQuery({ ...meQuery, staleTime: 0 });
}

export interface Proof {
  password?: string;
  code?: string;
}

/**
 * Shows the server that it is still them. An ordinary request goes first: it renews an expired login, so
 * that 401 then speaks of the proof alone. After a refusal another one finds out whether the login has
 * ended with it, which leads to the sign-in page.
 */
export async function prove(to: 'unlock' | 'stepUp', proof: Proof): Promise<void> {
  await renewMe();
  try {
    await (to === 'unlock' ? unlock : stepUp)({ body: proof });
  } catch (thrown) {
    if (toProblem(thrown).status === 401) await renewMe();
    throw thrown;
  }
}

/** Only paths of this application are followed after sign-in, never another site. */
export function safeReturnPath(path: string | undefined): string {
  if (path === undefined || !path.startsWith('/') || path.startsWith('//') || path.includes('\\')) return '/';
  return path.startsWith('/sign-in') || path.startsWith('/auth/') ? '/' : path;
}
