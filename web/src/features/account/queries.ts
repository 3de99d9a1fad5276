import { queryOptions } from '@tanstack/react-query';
import { login, logout, type Me, me } from '../../api';
import { queryClient } from '../../queries';

/** Who is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me> => (await me()).data,
  staleTime: 5 * 60_000,
});

export async function signIn(email: string, password: string): Promise<void> {
  await login({ body: { email, password } });
  // Nothing of an earlier person stays in memory.
  queryClient.clear();
}

/** Ends the login on the server; the cookies go with the answer. */
export async function signOut(): Promise<void> {
  await logout();
  queryClient.clear();
}

/** Only paths of this application are followed after sign-in, never another site. */
export function safeReturnPath(path: string | undefined): string {
  if (path === undefined || !path.startsWith('/') || path.startsWith('//') || path.includes('\\')) return '/';
  return path.startsWith('/sign-in') ? '/' : path;
}
