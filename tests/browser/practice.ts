import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type APIRequestContext, type APIResponse, type Page, request } from '@playwright/test';
import { expect, type Login, loginOf, newTherapist, PROCESSING_MS, RECORDING, stateOf } from './support';

// Clients, appointments and signed notes, made through the API, for specs that look at what follows from them.

/** What the pages send with each request. */
const OWN_PAGE = { 'X-TherapyBridge': '1' };

/** What a client agrees to before anything is recorded, drafted and shared. */
const SCOPES = ['record', 'transcribe', 'ai_draft', 'portal'];

type State = Awaited<ReturnType<typeof stateOf>>;

async function done(what: Promise<APIResponse>): Promise<APIResponse> {
  const answer = await what;
  expect(answer.ok(), `${answer.url()} answers ${answer.status()}: ${await answer.text()}`).toBe(true);
  return answer;
}

/** Requests as somebody who is signed in. */
export async function apiOf(state: State): Promise<APIRequestContext> {
  return request.newContext({
    baseURL: process.env.TB_BROWSER_URL,
    storageState: state,
    extraHTTPHeaders: OWN_PAGE,
  });
}

/** Sends something and answers the body. */
export async function sent<T>(
  api: APIRequestContext,
  method: 'get' | 'post' | 'put' | 'patch' | 'delete',
  address: string,
  data?: object,
): Promise<T> {
  const answer = await done(api[method](address, { data }));
  return (await answer.text()) === '' ? (undefined as T) : ((await answer.json()) as T);
}

/** A client of the caller who has agreed to everything. Answers the id. */
export async function newClient(api: APIRequestContext, name: string): Promise<string> {
  const { id } = await sent<{ id: string }>(api, 'post', '/api/patients', { name });
  const { texts } = await sent<{ texts: { scope: string; version: string; language: string }[] }>(
    api,
    'get',
    `/api/patients/${id}/consents`,
  );
  for (const scope of SCOPES) {
    const text = texts.find((known) => known.scope === scope);
    await sent(api, 'post', `/api/patients/${id}/consents`, {
      participant_id: null,
      scopes: [scope],
      method: 'paper',
      text_version: text?.version,
      language: text?.language,
    });
  }
  return id;
}

/** A planned appointment of a day, counted from today, at an hour of the machine's clock. */
export async function newAppointment(
  api: APIRequestContext,
  patient: string,
  day: number,
  hour: number,
): Promise<string> {
  const now = new Date();
  const start = new Date(now.getFullYear(), now.getMonth(), now.getDate() + day, hour);
  const { id } = await sent<{ id: string }>(api, 'post', '/api/appointments', {
    patient_id: patient,
    starts_at: start.toISOString(),
    ends_at: new Date(start.getTime() + 50 * 60_000).toISOString(),
  });
  return id;
}

interface Review {
  revision: number;
  risk_items: { key: string; needs_disposition: boolean; disposition: object | null }[];
  unsupported: { key: string; disposition: object | null }[];
}

/** Uploads the demo's recording for a client, and signs the note that is drafted of it. Answers the session. */
export async function signedSession(
  api: APIRequestContext,
  patient: string,
  password: string,
): Promise<string> {
  const upload = await done(
    api.post('/api/sessions/upload', {
      params: { patient_id: patient },
      multipart: { file: { name: 'session.mp3', mimeType: 'audio/mpeg', buffer: readFileSync(RECORDING) } },
    }),
  );
  const { id } = (await upload.json()) as { id: string };
  await expect
    .poll(async () => (await sent<{ status: string }>(api, 'get', `/api/sessions/${id}`)).status, {
      timeout: PROCESSING_MS,
      intervals: [1_000],
    })
    .toBe('processed');
  const note = `/api/sessions/${id}/note`;
  let review = await sent<Review>(api, 'post', `${note}/review`);
  for (const { key, needs_disposition, disposition } of review.risk_items) {
    if (!needs_disposition || disposition !== null) continue;
    review = await sent(api, 'put', `${note}/dispositions/${key}`, { decision: 'addressed_in_session' });
  }
  for (const { key, disposition } of review.unsupported) {
    if (disposition === null)
      review = await sent(api, 'put', `${note}/dispositions/${key}`, { decision: 'removed' });
  }
  await sent(api, 'post', '/api/auth/step-up', { password });
  await sent(api, 'post', `${note}/sign`, { revision: review.revision, attestation: true });
  return id;
}

/** A client's own login, invited by their therapist and set up from the mailed link, with signed-in cookies. */
export async function newPortalUser(
  api: APIRequestContext,
  patient: string,
  name: { first_name: string; last_name: string },
): Promise<Login & { state: State }> {
  const email = `client-${randomUUID().slice(0, 8)}@demo.invalid`;
  const password = 'Seven-tall-birches-9';
  await sent(api, 'post', '/api/invitations', { ...name, email, role: 'patient', patient_id: patient });
  const admin = await apiOf(await stateOf('admin'));
  await sent(admin, 'post', '/api/auth/step-up', { password: loginOf('admin').password });
  // Mail is laid into the folder by a job.
  let mail = '';
  await expect
    .poll(
      async () => {
        const mails = await sent<{ id: string; to: string; state: string }[]>(admin, 'get', '/api/mails');
        mail = mails.find(({ to, state }) => to === email && state === 'sent')?.id ?? '';
        return mail;
      },
      { timeout: PROCESSING_MS },
    )
    .not.toBe('');
  const { url } = await sent<{ url: string }>(admin, 'get', `/api/mails/${mail}/link`);
  await admin.dispose();
  const guest = await request.newContext({ baseURL: process.env.TB_BROWSER_URL, extraHTTPHeaders: OWN_PAGE });
  const token = new URL(url).searchParams.get('token');
  await sent(guest, 'post', '/api/auth/accept-invitation', { token, password });
  const state = await guest.storageState();
  await guest.dispose();
  return { role: 'patient', email, password, state };
}

/** A therapist of their own with a client, and requests as that therapist. */
export async function newPractice(client: string) {
  const therapist = await newTherapist();
  const api = await apiOf(therapist.state);
  return { therapist, api, patient: await newClient(api, client) };
}

/** Whether the page is wider than the screen, which makes a phone scroll sideways. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
