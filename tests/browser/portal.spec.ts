import type { Page } from '@playwright/test';
import { isTooWide, newAppointment, newPortalUser, newPractice, sent, signedSession } from './practice';
import { expect, expectAccessible, lookAt, PROCESSING_MS, tabTo, test } from './support';

// One client from the first share to the withdrawn consent; the steps follow from each other.
test.describe.configure({ mode: 'serial', timeout: PROCESSING_MS + 90_000 });

type Practice = Awaited<ReturnType<typeof newPractice>>;
type Client = Awaited<ReturnType<typeof newPortalUser>>;

let practice: Practice;
let client: Client | undefined;
let session = '';

const SUMMARY = 'You slept better. You said no to your brother, and nothing bad happened.';

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  storageState: async ({}, use) => {
    if (client === undefined) {
      practice = await newPractice('Iris Vogel');
      client = await newPortalUser(practice.api, practice.patient, {
        first_name: 'Iris',
        last_name: 'Vogel',
      });
      await newAppointment(practice.api, practice.patient, 3, 10);
      session = await signedSession(practice.api, practice.patient, practice.therapist.password);
    }
    await use(client.state);
  },
});

test.afterAll(async () => {
  await practice.api.dispose();
});

async function asTherapist(page: Page): Promise<Page> {
  const context = await page.context().browser()?.newContext({
    baseURL: process.env.TB_BROWSER_URL,
    storageState: practice.therapist.state,
  });
  if (context === undefined) throw new Error('the browser is gone');
  return context.newPage();
}

test('before anything is shared, the client sees an appointment and nothing else', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: 'Hello Iris' })).toBeVisible();
  await expect(page.getByText(/10:00 to 10:50/)).toBeVisible();
  await expect(page.getByText('There is nothing new for you right now.')).toBeVisible();
  await lookAt(page, 'portal-start');
  await page.goto('/portal/summaries');
  await expect(page.getByText('Your therapist has not shared a summary yet.')).toBeVisible();
  // No page of the practice opens.
  for (const address of ['/sessions', `/sessions/${session}`, '/patients', '/calendar', '/exports']) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1, name: 'Hello Iris' })).toBeVisible();
  }
});

test('the therapist shares a summary with tasks, takes it back, and shares it again', async ({ page }) => {
  const therapist = await asTherapist(page);
  await therapist.goto(`/sessions/${session}`);
  await expect(therapist.getByText('Not shared with the client yet.')).toBeVisible();
  for (const last of [false, true]) {
    await therapist.getByRole('button', { name: 'Share a summary' }).click();
    const dialog = therapist.getByRole('dialog', { name: 'Share a summary with the client' });
    const summary = dialog.getByLabel('Summary, in words to the client');
    await summary.fill('');
    await dialog.getByRole('button', { name: 'Share with the client' }).click();
    await expect(dialog.getByText('Write what the client is to read.')).toBeVisible();
    await summary.fill(SUMMARY);
    while ((await dialog.getByRole('button', { name: /^Remove task/ }).count()) > 0)
      await dialog
        .getByRole('button', { name: /^Remove task/ })
        .first()
        .click();
    await dialog.getByRole('button', { name: 'Add a task' }).click();
    await therapist.keyboard.type('Walk for 20 minutes');
    await expectAccessible(therapist);
    await dialog.getByRole('button', { name: 'Share with the client' }).click();
    await expect(dialog).toBeHidden();
    await expect(therapist.getByText(/^Shared with the client on .*, not read yet\.$/)).toBeVisible();
    if (last) break;
    await therapist.getByRole('button', { name: 'Take back' }).click();
    const sure = therapist.getByRole('dialog', { name: 'Take the summary back?' });
    await sure.getByRole('button', { name: 'Take back' }).click();
    await expect(therapist.getByText('Not shared with the client yet.')).toBeVisible();
  }
  await therapist.context().close();
});

test('the client reads it by keyboard, ticks off a task, and it can no longer be taken back', async ({
  page,
}) => {
  await page.goto('/portal');
  await tabTo(page, page.getByRole('link', { name: '1 new summary to read' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Summaries' })).toBeFocused();
  await tabTo(page, page.getByRole('link', { name: /^Your session on / }));
  await page.keyboard.press('Enter');
  await expect(page.getByText(SUMMARY)).toBeVisible();
  await expect(page.getByText(/^Your therapist shared this on \d+ \w+\.$/)).toBeVisible();
  await lookAt(page, 'portal-summary');
  const task = page.getByRole('checkbox', { name: 'Walk for 20 minutes' });
  await tabTo(page, task);
  await page.keyboard.press('Space');
  await expect(task).toBeChecked();
  await expect
    .poll(
      async () => (await sent<{ done_at: string | null }[]>(page.request, 'get', '/api/portal/actions'))[0],
    )
    .toMatchObject({ done_at: expect.any(String) });
  await page.goto('/portal/tasks');
  await expect(page.getByRole('checkbox', { name: 'Walk for 20 minutes' })).toBeChecked();
  await expectAccessible(page);

  const therapist = await asTherapist(page);
  await therapist.goto(`/sessions/${session}`);
  await expect(therapist.getByText(/^Shared with the client on .*, read .*\.$/)).toBeVisible();
  await expect(therapist.getByRole('button', { name: 'Take back' })).toBeHidden();
  await therapist.context().close();
});

test('a tick that the server refuses goes back and says so', async ({ page }) => {
  await page.route('**/api/portal/actions/*', (route) =>
    route.fulfill({ status: 409, json: { code: 'conflict', status: 409, detail: 'Not now.' } }),
  );
  await page.goto('/portal/tasks');
  const task = page.getByRole('checkbox', { name: 'Walk for 20 minutes' });
  await task.click();
  await expect(page.getByRole('alert')).toContainText('“Walk for 20 minutes” could not be saved.');
  await expect(task).toBeChecked();
});

test('a questionnaire is filled in by keyboard, says whom to call, and reaches the therapist', async ({
  page,
}) => {
  await sent(practice.api, 'post', `/api/patients/${practice.patient}/measure-requests`, {
    instrument: 'phq9',
  });
  await page.goto('/portal/questionnaires');
  await tabTo(page, page.getByRole('link', { name: 'Fill in: Mood and energy (PHQ-9)' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Mood and energy (PHQ-9)' })).toBeFocused();
  await page.getByRole('button', { name: 'Send my answers' }).click();
  await expect(page.getByText('9 questions have no answer yet.')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Not at all' }).first()).toBeFocused();
  await lookAt(page, 'portal-questionnaire');
  for (let item = 0; item < 9; item += 1) {
    // Space chooses the first answer, the arrow the one after it.
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Thank you' })).toBeFocused();
  await expect(page.getByText(/emergency number/)).toBeVisible();
  await expect(page.getByText(/\b9\b/)).toBeHidden();
  await expectAccessible(page);

  const therapist = await asTherapist(page);
  await therapist.goto('/');
  const needs = therapist.getByRole('list', { name: 'Needs you' });
  await expect(needs).toContainText('Iris Vogel answered the last question of the PHQ-9 above zero');
  await therapist.context().close();
});

test('each page of the client holds on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const places = ['', '/summaries', '/tasks', '/appointments', '/questionnaires', '/consents', '/logins'];
  for (const place of places) {
    await page.goto(`/portal${place}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('status', { name: 'Loading' })).toBeHidden();
    await expectAccessible(page);
    expect(await isTooWide(page), `/portal${place} is too wide`).toBe(false);
  }
});

test('the client takes the consent to these pages back, and they close', async ({ page }) => {
  await page.goto('/portal/consents');
  await page.getByText('Read what you agreed to').first().click();
  await page.getByRole('button', { name: 'Take back: Using these pages' }).click();
  const sure = page.getByRole('dialog', { name: 'Take this back?' });
  await expect(sure.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await expectAccessible(page);
  await sure.getByRole('button', { name: 'Yes, take it back' }).click();
  await expect(page.getByText(/You took this back on/)).toBeVisible();
  await page.goto('/portal');
  await expect(page.getByRole('heading', { level: 2, name: 'These pages are closed' })).toBeVisible();
  await expectAccessible(page);
  await page.goto('/portal/summaries');
  await expect(page.getByText(SUMMARY)).toBeHidden();
  await expect(page.getByRole('heading', { level: 2, name: 'These pages are closed' })).toBeVisible();
});
