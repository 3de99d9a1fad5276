import { expect, lookAt, NOBODY, PROCESSING_MS, processedSession, type Role, stateOf, test } from './support';

test('the sign-in page', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, storageState: NOBODY });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await lookAt(page, 'sign-in');
  await context.close();
});

test('the list of sessions', async ({ page }) => {
  await page.goto('/sessions');
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible();
  await lookAt(page, 'sessions');
});

test('a session', async ({ page }) => {
  test.setTimeout(PROCESSING_MS + 60_000);
  await page.goto(`/sessions/${await processedSession(page)}`);
  await expect(page.getByRole('heading', { name: 'Draft note' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Evidence at/ }).first()).toBeVisible();
  await lookAt(page, 'session');
});

test('the patients, and one of them', async ({ page }) => {
  await page.goto('/patients');
  const first = page.getByRole('table').getByRole('link').first();
  await expect(first).toBeVisible();
  await lookAt(page, 'patients');
  const name = (await first.textContent()) ?? '';
  await first.click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
  await lookAt(page, 'patient');
});

test('adding a patient names what is missing', async ({ page }) => {
  await page.goto('/patients');
  await page.getByRole('button', { name: 'Add patient' }).click();
  const form = page.getByRole('form', { name: 'Add patient' });
  await form.getByLabel('E-mail').fill('nobody');
  await form.getByRole('button', { name: 'Add patient' }).click();
  await expect(form.getByText('Enter a name.')).toBeVisible();
  await expect(form.getByText('This is not an e-mail address.')).toBeVisible();
  await lookAt(page, 'patient-form');
});

test('the account menu sets the colour scheme', async ({ page }) => {
  await page.goto('/sessions');
  await page.getByRole('button', { name: /^Account of/ }).click();
  await lookAt(page, 'account');
  await page.getByText('Dark', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

const OTHERS: [role: Role, heading: string, words: RegExp][] = [
  ['admin', 'System', /database is connected/],
  ['patient', 'Welcome', /Nothing has been shared with you yet/],
];

for (const [role, heading, words] of OTHERS) {
  test.describe(`for the ${role}`, () => {
    // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
    test.use({ storageState: async ({}, use) => use(await stateOf(role)) });

    test(`the start page is ${heading}`, async ({ page }) => {
      await page.goto('/');
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
      await expect(page.getByText(words)).toBeVisible();
      await lookAt(page, `start-${role}`);
    });
  });
}
