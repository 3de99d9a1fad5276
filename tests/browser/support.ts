import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, test as base, expect, type Page, request } from '@playwright/test';

/** The demo recording that the upload spec sends. */
export const RECORDING = path.resolve(__dirname, '../../models/demo/sessions/panic-grounding.mp3');

/** Transcribing takes minutes on a small machine, and the demo's own recordings come first. */
export const PROCESSING_MS = 10 * 60_000;

export type Role = 'admin' | 'therapist' | 'patient';

export interface Login {
  role: Role;
  email: string;
  password: string;
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

export const NOBODY: State = { cookies: [], origins: [] };

function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}

/** The demo's account of this role. */
export function loginOf(role: Role): Login {
  const logins = JSON.parse(needed('TB_BROWSER_LOGINS')) as Login[];
  const found = logins.find((login) => login.role === role);
  if (found === undefined) throw new Error(`the demo has no ${role}`);
  return found;
}

/** Signed-in cookies, without the sign-in page. */
export async function stateOf(role: Role): Promise<State> {
  const context = await request.newContext({ baseURL: needed('TB_BROWSER_URL') });
  const { email, password } = loginOf(role);
  const answer = await context.post('/api/auth/login', { data: { email, password } });
  expect(answer.status()).toBe(200);
  const state = await context.storageState();
  await context.dispose();
  return state;
}

/** Specs start signed in as the therapist, and fail when the page wrote an error to the console. */
export const test = base.extend<{ quietConsole: undefined }, { therapist: State }>({
  therapist: [
    // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
    async ({}, use) => {
      await use(await stateOf('therapist'));
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  baseURL: async ({}, use) => {
    await use(needed('TB_BROWSER_URL'));
  },
  storageState: async ({ therapist }, use) => {
    await use(therapist);
  },
  quietConsole: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('console', (message) => {
        // The browser itself notes every 401, which is how a visitor who is not signed in is met.
        const expected = message.text().includes('status of 401');
        if (message.type() === 'error' && !expected) errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      await use(undefined);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Nothing serious or critical in the eyes of axe. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

/** Checks the page with axe and keeps a picture of it for human eyes. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  const file = `${test.info().project.name}-${name}.png`;
  await page.screenshot({ path: path.join(__dirname, 'screenshots', file), animations: 'disabled' });
}

/** Waits until the demo has drafted a note and answers that session's id. */
export async function processedSession(page: Page): Promise<string> {
  let id = '';
  await expect
    .poll(
      async () => {
        const answer = await page.request.get('/api/sessions?status=processed');
        const sessions = (await answer.json()) as { id: string }[];
        id = sessions[0]?.id ?? '';
        return id;
      },
      { timeout: PROCESSING_MS, intervals: [1_000] },
    )
    .not.toBe('');
  return id;
}
