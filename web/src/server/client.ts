import { client } from '../api/client.gen';
import { RequestProblem, toProblem } from './problem';

// Tokens live in HttpOnly cookies that this code cannot read. An expired access cookie shows as 401;
// one refresh is then tried for all waiting requests together, and each is sent once more. Where the
// server first wants something of the person, the request waits for them and is then sent once more.

/** Sent with everything that changes something, so that another site's form cannot do it. */
export const CSRF_HEADER = { 'X-TherapyBridge': '1' } as const;

/** Here 401 speaks of what was typed, not of the login. */
const PROOF_PATHS = ['login', 'refresh', 'logout', 'unlock', 'step-up'].map((name) => `/api/auth/${name}`);

/** A lock that comes late, after another tab's, must not close again what was opened since. */
const ONCE_PATH = '/api/auth/lock';

/** How long the other tab's new cookies may take to arrive. */
const OTHER_TAB_MS = 300;

/** What the pages do when a request cannot go on without the person. */
interface Person {
  /** The login has ended: to the sign-in page. */
  signedOut: () => void;
  /** The practice demands a second factor that this login has not shown: to its set-up. */
  secondFactorNeeded: () => void;
  /** The login is locked. Answers whether it was opened again. */
  locked: () => Promise<boolean>;
  /** The server wants a fresh proof. Answers whether it was given. */
  stepUp: () => Promise<boolean>;
}

let refreshing: Promise<boolean> | null = null;
let person: Person | null = null;

/** Called once, by the router. */
export function askThePerson(answers: Person): void {
  person = answers;
}

async function refreshed(): Promise<boolean> {
  const answer = await fetch('/api/auth/refresh', { method: 'POST', headers: CSRF_HEADER });
  if (answer.status !== 409) return answer.ok;
  // Another tab was faster; its new cookies are ours as well.
  await new Promise((resolve) => setTimeout(resolve, OTHER_TAB_MS));
  return true;
}

/** Renews the access cookie. `false` means that the person has to sign in again. */
function refreshLogin(): Promise<boolean> {
  refreshing ??= refreshed().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function codeOf(answer: Response): Promise<string> {
  try {
    return toProblem(await answer.clone().json()).code;
  } catch {
    return '';
  }
}

/** Whether a refused request may be sent again, after the person did what was missing. */
async function mayGoOn(answer: Response): Promise<boolean> {
  switch (await codeOf(answer)) {
    case 'locked':
      return (await person?.locked()) ?? false;
    case 'step_up_required':
      if (await person?.stepUp()) return true;
      throw new RequestProblem({ code: 'cancelled' });
    case 'second_factor_needed':
      person?.secondFactorNeeded();
      return false;
    default:
      return false;
  }
}

async function fetchSignedIn(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const { pathname } = new URL(request.url);
  let answer = await fetch(request.clone());
  if (answer.status === 401 && !PROOF_PATHS.includes(pathname)) {
    if (!(await refreshLogin())) {
      person?.signedOut();
      return answer;
    }
    answer = await fetch(request.clone());
  }
  if (pathname === ONCE_PATH) return answer;
  while (answer.status === 403 && (await mayGoOn(answer))) answer = await fetch(request.clone());
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
