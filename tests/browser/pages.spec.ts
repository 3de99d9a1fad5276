import {
  expect,
  loginOf,
  lookAt,
  NOBODY,
  PROCESSING_MS,
  processedSession,
  type Role,
  stateOf,
  test,
} from './support';

test('the sign-in page', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, storageState: NOBODY });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await lookAt(page, 'sign-in');
  await context.close();
});

test('today', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 2, name: 'Needs you' })).toBeVisible();
  await expect(page.getByRole('status', { name: 'Loading' })).toBeHidden();
  await lookAt(page, 'today');
});

test('the calendar, planning an appointment, and the calendar address', async ({ page }) => {
  await page.goto('/calendar');
  await expect(page.getByRole('status', { name: 'Loading' })).toBeHidden();
  await lookAt(page, 'calendar');
  await page.getByRole('button', { name: 'Plan an appointment', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Plan an appointment' })).toBeVisible();
  await lookAt(page, 'calendar-plan');
  await page.goto('/calendar');
  await page.getByRole('button', { name: 'Calendar address' }).click();
  await expect(page.getByRole('button', { name: 'Make an address' })).toBeVisible();
  await lookAt(page, 'calendar-address');
});

test('exports, and asking for one', async ({ page }) => {
  await page.goto('/exports');
  await expect(page.getByRole('status', { name: 'Loading' })).toBeHidden();
  await lookAt(page, 'exports');
  await page.getByRole('button', { name: 'New export' }).click();
  await expect(page.getByRole('dialog', { name: 'New export' })).toBeVisible();
  await lookAt(page, 'exports-ask');
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
  await page.getByRole('button', { name: 'Edit: Summary', exact: true }).click();
  await lookAt(page, 'session-edit');
  await page.getByLabel('Format').selectOption({ label: 'SOAP' });
  await expect(page.getByText('The same claims in another order.')).toBeVisible();
  await lookAt(page, 'session-soap');
  await page.getByRole('button', { name: /^Version \d+/ }).click();
  await expect(page.getByRole('dialog', { name: 'Versions' }).getByRole('listitem').first()).toBeVisible();
  await lookAt(page, 'session-versions');
});

test('the patients, and one of them', async ({ page }) => {
  await page.goto('/patients');
  const first = page.getByRole('table').getByRole('link').first();
  await expect(first).toBeVisible();
  await lookAt(page, 'patients');
  const name = (await first.textContent()) ?? '';
  await first.click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
  await expect(page.getByRole('button', { name: 'Enter PHQ-9' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Progress' })).toBeVisible();
  await lookAt(page, 'patient');
  await page.getByRole('button', { name: 'Record consent' }).click();
  await expect(page.getByRole('dialog', { name: 'Record consent' })).toBeVisible();
  await lookAt(page, 'patient-consent');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Enter PHQ-9' }).click();
  await expect(page.getByRole('dialog', { name: 'Enter PHQ-9' })).toBeVisible();
  await lookAt(page, 'patient-phq9');
});

test('insights', async ({ page }) => {
  await page.goto('/insights');
  await expect(page.getByRole('list', { name: 'The practice in numbers' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Activity' })).toBeVisible();
  await lookAt(page, 'insights');
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

const OUTSIDE: [address: string, heading: string, name: string][] = [
  ['/auth/forgotten', 'Forgotten your password?', 'forgotten'],
  ['/auth/reset', 'Set a new password', 'reset-without-token'],
  ['/auth/verify', 'Confirm your address', 'verify-without-token'],
  ['/auth/invitation', 'Invitation', 'invitation-without-token'],
  ['/auth/sign-up', 'Create an account', 'sign-up'],
];

test('the pages around signing in', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, storageState: NOBODY });
  const page = await context.newPage();
  for (const [address, heading, name] of OUTSIDE) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await lookAt(page, name);
  }
  await context.close();
});

test('my account, setting up a second factor, and the lock', async ({ page }) => {
  await page.goto('/account');
  await expect(page.getByText('(this device)')).toBeVisible();
  await lookAt(page, 'my-account');
  await page.getByRole('button', { name: 'Set up a second factor' }).click();
  await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  await lookAt(page, 'second-factor');
  await page.clock.install();
  await page.goto('/account');
  await expect(page.getByText('(this device)')).toBeVisible();
  await page.clock.fastForward('15:01');
  const lock = page.getByRole('dialog', { name: 'Locked' });
  await expect(lock).toBeVisible();
  await lookAt(page, 'locked');
  // The login is shared by the specs that follow.
  await lock.getByLabel('Password', { exact: true }).fill(loginOf('therapist').password);
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await expect(lock).toBeHidden();
});

test.describe('for the administrator', () => {
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  test.use({ storageState: async ({}, use) => use(await stateOf('admin')) });

  test('the schedule', async ({ page }) => {
    await page.goto('/schedule');
    await expect(page.getByRole('row').filter({ hasText: 'Backup' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Try it out' })).toBeVisible();
    await lookAt(page, 'schedule');
  });

  test('users, mail, note formats, the audit trail and emergency access', async ({ page }) => {
    await page.goto('/users');
    const first = page.getByRole('table').first().getByRole('link').first();
    await expect(first).toBeVisible();
    await lookAt(page, 'users');
    await page.getByRole('link', { name: 'Jana Silva' }).click();
    await expect(page.getByRole('heading', { level: 2, name: 'Access' })).toBeVisible();
    await lookAt(page, 'user');
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
    await expect(page.getByRole('dialog', { name: 'Is it you?' })).toBeVisible();
    await lookAt(page, 'step-up');
    await page.goto('/mails');
    await expect(page.getByRole('heading', { level: 1, name: 'Mail' })).toBeVisible();
    await lookAt(page, 'mails');
    await page.goto('/note-formats');
    await page.getByRole('button', { name: 'New format' }).click();
    await expect(page.getByRole('dialog', { name: 'New format' })).toBeVisible();
    await lookAt(page, 'note-formats');
    await page.goto('/audit');
    await expect(page.getByText(/^The trail is whole/)).toBeVisible();
    await expect(page.getByRole('row').nth(1)).toBeVisible();
    await lookAt(page, 'audit');
    await page.goto('/emergency');
    await page.getByRole('button', { name: 'Open a record' }).click();
    await expect(page.getByRole('dialog', { name: 'Open a record' })).toBeVisible();
    await lookAt(page, 'emergency');
  });
});

const OTHERS: [role: Role, heading: string, words: RegExp][] = [
  ['admin', 'System', /database is connected/],
  ['patient', 'Hello Mara', /There is nothing new for you right now/],
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
