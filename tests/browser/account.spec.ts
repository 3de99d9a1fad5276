import { expect, expectAccessible, newTherapist, tabTo, test } from './support';

type Person = Awaited<ReturnType<typeof newTherapist>>;

// Each test changes an account of its own.
const own = test.extend<{ person: Person }>({
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  person: async ({}, use) => {
    await use(await newTherapist());
  },
  storageState: async ({ person }, use) => {
    await use(person.state);
  },
});

const FIFTEEN_MINUTES = '15:01';

own('the keyboard alone finds the account page and changes the password there', async ({ page, person }) => {
  await page.goto('/sessions');
  await expect(page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: /^Account of/ }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'My account' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeFocused();

  await tabTo(page, page.getByRole('button', { name: 'Change password' }));
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Current password')).toBeFocused();
  await page.keyboard.type('not the password 1!');
  await tabTo(page, page.getByLabel('New password'));
  await page.keyboard.type('Nine-short-willows-7');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Current password')).toHaveAttribute('data-invalid', 'true');
  await expectAccessible(page);
  await page.getByLabel('Current password').fill(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your password was changed.')).toBeVisible();

  await tabTo(page, page.getByRole('button', { name: 'Set up a second factor' }));
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Six digits from the app')).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Cancel' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Set up a second factor' })).toBeVisible();
});

own(
  'another device is listed, signed out from here, and asked to sign in again',
  async ({ page, person, browser, baseURL }) => {
    const other = await browser.newContext({ baseURL, userAgent: 'Mozilla/5.0 (iPhone) Safari/604' });
    const phone = await other.newPage();
    await phone.goto('/sign-in');
    await phone.getByLabel('E-mail').fill(person.email);
    await phone.getByLabel('Password', { exact: true }).fill(person.password);
    await phone.keyboard.press('Enter');
    await expect(phone.getByRole('heading', { level: 2, name: 'Needs you' })).toBeVisible();

    await page.goto('/account');
    const devices = page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem');
    await expect(devices).not.toHaveCount(1);
    await expect(devices.first()).toContainText('(this device)');
    await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click();
    await expect(page.getByText('Safari on iPhone was signed out.')).toBeVisible();
    await phone.goto('/patients');
    await expect(phone.getByText('Sign in to go on where you were.')).toBeVisible();
    await other.close();
  },
);

own(
  'an idle browser locks in every tab, keeps what was typed, and opens for the password',
  async ({ page, person, context }) => {
    const second = await context.newPage();
    await second.goto('/account');
    await expect(second.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();

    await page.clock.install();
    await page.goto('/patients');
    await page.getByRole('button', { name: 'Add patient' }).click();
    await page.getByLabel('Name').fill('Half a na');
    await page.clock.fastForward(FIFTEEN_MINUTES);
    const lock = page.getByRole('dialog', { name: 'Locked' });
    await expect(lock).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toBeHidden();
    await expectAccessible(page);
    await expect(second.getByRole('dialog', { name: 'Locked' })).toBeVisible();
    expect((await page.request.get('/api/patients')).status()).toBe(403);

    await expect(lock.getByLabel('Password', { exact: true })).toBeFocused();
    await page.keyboard.type('not the password 1!');
    await page.keyboard.press('Enter');
    await expect(lock.getByRole('alert')).toHaveText('This password is not right.');
    await lock.getByLabel('Password', { exact: true }).fill(person.password);
    await page.keyboard.press('Enter');
    await expect(lock).toBeHidden();
    await expect(page.getByLabel('Name')).toHaveValue('Half a na');
    await expect(second.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  },
);

own('a reload does not open a locked browser', async ({ page, person }) => {
  await page.goto('/patients');
  await page.evaluate(() => fetch('/api/auth/lock', { method: 'POST', headers: { 'X-TherapyBridge': '1' } }));
  await page.reload();
  const lock = page.getByRole('dialog', { name: 'Locked' });
  await lock.getByLabel('Password', { exact: true }).fill(person.password);
  await lock.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText('No patients yet')).toBeVisible();
});
