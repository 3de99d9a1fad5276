import { client } from '../api/client.gen';
import { toProblem } from './problem';

// Tokens live in HttpOnly cookies that this code cannot read. An expired access cookie shows as 401;
// one refresh is then tried for all waiting requests together, and each is sent once more.

/** Sent with everything that changes something, so that another site's form cannot do it. */
export const CSRF_HEADER = { 'X-TherapyBridge': '1' } as const;

const SIGN_IN_PATHS = ['/api/auth/login', '/api/auth/refresh', '/api/auth/logout'];

let refreshing: Promise<boolean> | null = null;
let onSignedOut: () => void = () => {};

/** Called once, by the router, to lead to the sign-in page when the login has ended. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

/** Renews the access cookie. `false` means that the person has to sign in again. */
function refreshLogin(): Promise<boolean> {
  refreshing ??= fetch('/api/auth/refresh', { method: 'POST', headers: CSRF_HEADER })
    .then((answer) => answer.ok)
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

async function fetchSignedIn(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const again = request.clone();
  const answer = await fetch(request);
  if (answer.status !== 401 || SIGN_IN_PATHS.includes(new URL(request.url).pathname)) return answer;
  if (await refreshLogin()) return fetch(again);
  onSignedOut();
  return answer;
}

export function configureClient(): void {
  client.setConfig({
    baseUrl: window.location.origin,
    fetch: fetchSignedIn,
    headers: CSRF_HEADER,
    throwOnError: true,
  });
  client.interceptors.error.use((error, response) => toProblem(error, response?.status));
}
