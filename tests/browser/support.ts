import { createHmac, randomUUID } from 'node:crypto';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import {
  type APIResponse,
  type BrowserContext,
  test as base,
  expect,
  type Locator,
  type Page,
  request,
} from '@playwright/test';

/** The demo recording that the upload spec sends. */
export const RECORDING = path.resolve(__dirname, '../../models/demo/sessions/panic-grounding.mp3');

/** Transcribing takes minutes on a small machine, and the demo's own recordings come first. */
export const PROCESSING_MS = 10 * 60_000;

export type Role = 'admin' | 'therapist' | 'supervisor' | 'patient';

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

/** What the pages send with each request; with it tokens become cookies. */
const OWN_PAGE = { 'X-TherapyBridge': '1' };

async function enter(address: string, data: object): Promise<State> {
  const context = await request.newContext({ baseURL: needed('TB_BROWSER_URL'), extraHTTPHeaders: OWN_PAGE });
  const answer = await context.post(address, { data });
  expect(answer.ok(), `${address} answers ${answer.status()}`).toBe(true);
  const state = await context.storageState();
  await context.dispose();
  return state;
}

/** Signed-in cookies, without the sign-in page. */
export async function stateOf(role: Role): Promise<State> {
  const { email, password } = loginOf(role);
  return enter('/api/auth/login', { email, password });
}

/** A therapist of their own, for specs that change an account, with signed-in cookies. */
export async function newTherapist(): Promise<Login & { name: string; state: State }> {
  const number = randomUUID().slice(0, 8);
  const email = `therapist-${number}@demo.invalid`;
  const password = 'Seven-tall-birches-9';
  const state = await enter('/api/auth/signup', {
    first_name: 'Nele',
    last_name: number,
    email,
    password,
    role: 'therapist',
  });
  return { role: 'therapist', email, password, name: `Nele ${number}`, state };
}

/** A supervisor of this therapist, invited and set up by the administrator, with signed-in cookies. */
export async function newSupervisor(therapistId: string): Promise<Login & { name: string; state: State }> {
  const number = randomUUID().slice(0, 8);
  const email = `supervisor-${number}@demo.invalid`;
  const password = 'Seven-tall-birches-9';
  const admin = await request.newContext({
    baseURL: needed('TB_BROWSER_URL'),
    storageState: await stateOf('admin'),
    extraHTTPHeaders: OWN_PAGE,
  });
  const done = async (what: Promise<APIResponse>): Promise<APIResponse> => {
    const answer = await what;
    expect(answer.ok(), `${answer.url()} answers ${answer.status()}`).toBe(true);
    return answer;
  };
  await done(
    admin.post('/api/invitations', {
      data: { first_name: 'Mira', last_name: number, email, role: 'supervisor' },
    }),
  );
  await done(admin.post('/api/auth/step-up', { data: { password: loginOf('admin').password } }));
  // Mail is laid into the folder by a job.
  let mail = '';
  await expect
    .poll(async () => {
      const mails = (await (await admin.get('/api/mails')).json()) as {
        id: string;
        to: string;
        state: string;
      }[];
      mail = mails.find(({ to, state }) => to === email && state === 'sent')?.id ?? '';
      return mail;
    })
    .not.toBe('');
  const { url } = (await (await done(admin.get(`/api/mails/${mail}/link`))).json()) as { url: string };
  const token = new URL(url).searchParams.get('token');
  const state = await enter('/api/auth/accept-invitation', { token, password });
  const users = (await (await done(admin.get('/api/users'))).json()) as { id: string; email: string }[];
  const id = users.find((user) => user.email === email)?.id;
  await done(admin.put(`/api/users/${id}/therapists/${therapistId}`));
  await admin.dispose();
  return { role: 'supervisor', email, password, name: `Mira ${number}`, state };
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;

/** What an authenticator shows (RFC 6238) now, or some steps later: each step is accepted once. */
export function codeOf(secret: string, later = 0): string {
  const bits = [...secret.replace(/\s|=/g, '')]
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) + later));
  const hash = createHmac('sha1', key).update(step).digest();
  const at = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
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
        // The browser itself notes every refusal: of a visitor who is not signed in, of a wrong code, of
        // a deed that first needs a proof, of a link that was used, of an edit that came too late, and of
        // a process note that nobody has written.
        const expected =
          /status of (400|401|403|409|422)/.test(message.text()) ||
          message.location().url.endsWith('/process-note');
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
  // The pages have no frames; the builder's other mode opens a second page for each look.
  const judge = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await judge.analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}

/** Checks the page with axe and keeps a picture of it for human eyes. */
export async function lookAt(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  const file = `${test.info().project.name}-${name}.png`;
  await page.screenshot({ path: path.join(__dirname, 'screenshots', file), animations: 'disabled' });
}

/** Presses Tab until something has the focus, as a person without a mouse does. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(wanted).toBeFocused();
}

/** Answers the window that asks once more who it is. */
export async function proveWithPassword(page: Page, password: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog).toBeHidden();
}

/** The address of a mailed link of a kind, as the administrator finds it in the folder of mail. */
export async function mailedLink(admin: Page, kind: string, email: string): Promise<string> {
  const row = admin.getByRole('row').filter({ hasText: email }).filter({ hasText: kind });
  // Mail is laid into the folder by a job.
  await expect(async () => {
    await admin.goto('/mails');
    await expect(row.first()).toContainText('Sent', { timeout: 3_000 });
  }).toPass({ timeout: PROCESSING_MS });
  await row
    .first()
    .getByRole('button', { name: /^Show the link/ })
    .click();
  const asked = admin.getByRole('dialog', { name: 'Is it you?' });
  const shown = admin.getByRole('dialog', { name: `For ${email}` });
  await expect(asked.or(shown)).toBeVisible();
  if (await asked.isVisible()) await proveWithPassword(admin, loginOf('admin').password);
  const { pathname, search } = new URL(await shown.getByLabel('Link').inputValue());
  return pathname + search;
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
