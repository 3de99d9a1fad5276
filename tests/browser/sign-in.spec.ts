import { codeOf, expect, expectAccessible, loginOf, NOBODY, newTherapist, test } from './support';

test.use({ storageState: NOBODY });

test('a wrong password is refused in words and leaves the page as it was', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(loginOf('therapist').email);
  await page.getByLabel('Password', { exact: true }).fill('not the password 1!');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong.');
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();
  await expectAccessible(page);
});

test('empty fields are named before anything is sent', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Enter your e-mail address.')).toBeVisible();
  await expect(page.getByText('Enter your password.')).toBeVisible();
});

test('the keyboard alone signs in and returns to the page that was asked for', async ({ page }) => {
  const { email, password } = loginOf('therapist');
  await page.goto('/patients');
  await expect(page.getByLabel('E-mail')).toBeFocused();
  await page.keyboard.type(email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Patients' })).toBeVisible();
});

test('signing out ends the login', async ({ page }) => {
  const { email, password } = loginOf('therapist');
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Needs you' })).toBeVisible();
  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect((await page.request.get('/api/auth/me')).status()).toBe(401);
});

test('a password can be shown and hidden again', async ({ page }) => {
  await page.goto('/sign-in');
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('secret words');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'password');
});

test('a forgotten password is answered alike for every address', async ({ page }) => {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Forgotten your password?' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Forgotten your password?' })).toBeFocused();
  await page.getByLabel('E-mail').fill('nobody-at-all@demo.invalid');
  await page.getByRole('button', { name: 'Send the link' }).click();
  await expect(page.getByRole('status')).toContainText('If nobody-at-all@demo.invalid has an account');
  await expectAccessible(page);
});

for (const [address, heading, words] of [
  ['/auth/reset', 'Set a new password', /This link does not work/],
  ['/auth/verify', 'Confirm your address', /This link does not work/],
  ['/auth/invitation', 'Invitation', /This invitation does not work/],
] as const) {
  test(`a link to ${address} that is not good says so, and its token leaves the address bar`, async ({
    page,
  }) => {
    await page.goto(`${address}?token=not-a-token-that-was-ever-made`);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    expect(new URL(page.url()).search).toBe('');
    if (address === '/auth/reset') {
      await page.getByLabel('New password').fill('Seven-tall-birches-9');
      await page.getByRole('button', { name: 'Set the password' }).click();
    }
    if (address === '/auth/verify') await page.getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByRole('alert')).toHaveText(words);
    await expectAccessible(page);
  });
}

test('somebody signs up with the keyboard alone and is told what a password needs', async ({ page }) => {
  const number = Date.now();
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Create an account' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Create an account' })).toBeVisible();
  await page.getByLabel('I am').focus();
  for (const words of ['', 'Nele', 'Brandt', `nele-${number}@demo.invalid`, 'too short']) {
    await page.keyboard.type(words);
    await page.keyboard.press('Tab');
  }
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('data-invalid', 'true');
  await expectAccessible(page);
  await page.getByLabel('Password', { exact: true }).fill('Seven-tall-birches-9');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Needs you' })).toBeVisible();
});

test('a second factor is set up, asked for at sign-in, and stood in for by a recovery code', async ({
  browser,
  baseURL,
}) => {
  const person = await newTherapist();
  const context = await browser.newContext({ baseURL, storageState: person.state });
  const page = await context.newPage();
  await page.goto('/account');
  const section = page.getByRole('region', { name: 'Second factor' });
  await section.getByRole('button', { name: 'Set up a second factor' }).click();
  await expect(section.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
  const secret = (await section.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{1,4})+$/).textContent()) ?? '';
  await expectAccessible(page);
  await section.getByLabel('Six digits from the app').fill('000000');
  await section.getByRole('button', { name: 'Confirm' }).click();
  await expect(section.getByRole('alert')).toContainText('This code is not right');
  await section.getByLabel('Six digits from the app').fill(codeOf(secret));
  await section.getByRole('button', { name: 'Confirm' }).click();
  const codes = section.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const recovery = (await codes.first().textContent()) ?? '';
  const download = page.waitForEvent('download');
  await section.getByRole('button', { name: 'Save as a file' }).click();
  expect((await download).suggestedFilename()).toBe('recovery-codes.txt');
  await section.getByRole('button', { name: 'I have kept them' }).click();
  await expect(section.getByText(/^On since .* 10 recovery codes are left\.$/)).toBeVisible();

  await page.getByRole('button', { name: /^Account of/ }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Code')).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('000000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('This code is not right');
  await page.getByLabel('Code').fill(codeOf(secret, 1));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Needs you' })).toBeVisible();

  await page.goto('/account');
  await section.getByRole('button', { name: 'New recovery codes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it you?' });
  await dialog.getByLabel('Code').fill(recovery.toLowerCase());
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(codes).toHaveCount(10);
  await expect(codes.filter({ hasText: recovery })).toHaveCount(0);
  await context.close();
});
