import type { Browser, Page } from '@playwright/test';
import {
  expect,
  expectAccessible,
  loginOf,
  mailedLink,
  NOBODY,
  newTherapist,
  PROCESSING_MS,
  proveWithPassword,
  stateOf,
  test,
} from './support';

// A login for each test: the first deed that needs a proof asks for it.
test.use({
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  storageState: async ({}, use) => use(await stateOf('admin')),
});

async function stranger(browser: Browser, baseURL: string | undefined): Promise<Page> {
  return (await browser.newContext({ baseURL, storageState: NOBODY })).newPage();
}

test('an invitation goes from the list over the folder of mail to a new account', async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(PROCESSING_MS + 60_000);
  const number = Date.now();
  const email = `invited-${number}@demo.invalid`;
  await page.goto('/users');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(dialog.getByText('Enter the first name.')).toBeVisible();
  await dialog.getByLabel('First name').fill('Femi');
  await dialog.getByLabel('Last name').fill(`Adler ${number}`);
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByLabel('Role').selectOption('supervisor');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await expect(page.getByRole('row').filter({ hasText: email })).toContainText('Waiting, until');

  const link = await mailedLink(page, 'Invitation', email);
  const guest = await stranger(browser, baseURL);
  await guest.goto(link);
  await expect(guest.getByRole('heading', { level: 1, name: 'Welcome, Femi' })).toBeVisible();
  expect(new URL(guest.url()).search).toBe('');
  await expectAccessible(guest);
  await guest.getByLabel('Choose a password').fill('Seven-tall-birches-9');
  await guest.getByRole('button', { name: 'Create the account' }).click();
  await expect(guest.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible();
  await page.goto('/users');
  await expect(
    page.getByRole('row').filter({ hasText: email }).filter({ hasText: 'Accepted' }),
  ).toBeVisible();
  await guest.context().close();
});

test('an invitation is taken back', async ({ page }) => {
  const number = Date.now();
  await page.goto('/users');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  await dialog.getByLabel('First name').fill('Uma');
  await dialog.getByLabel('Last name').fill(`Roth ${number}`);
  await dialog.getByLabel('E-mail').fill(`uma-${number}@demo.invalid`);
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  await page.getByRole('button', { name: `Take back the invitation of Uma Roth ${number}` }).click();
  await expect(page.getByRole('row').filter({ hasText: `uma-${number}` })).toContainText('Taken back');
});

test('a forgotten password is set anew with the mailed link, once', async ({ page, browser, baseURL }) => {
  test.setTimeout(PROCESSING_MS + 60_000);
  const person = await newTherapist();
  const guest = await stranger(browser, baseURL);
  await guest.goto('/auth/forgotten');
  await guest.getByLabel('E-mail').fill(person.email);
  await guest.getByRole('button', { name: 'Send the link' }).click();
  await expect(guest.getByRole('status')).toContainText('a mail with a link is on its way');

  const link = await mailedLink(page, 'Set a new password', person.email);
  await guest.goto(link);
  await guest.getByLabel('New password').fill('Nine-short-willows-7');
  await guest.getByRole('button', { name: 'Set the password' }).click();
  await expect(guest.getByRole('status')).toContainText('Your password was set');
  await guest.goto(link);
  await guest.getByLabel('New password').fill('Nine-short-willows-8');
  await guest.getByRole('button', { name: 'Set the password' }).click();
  await expect(guest.getByRole('alert')).toContainText('This link does not work');
  await guest.getByRole('link', { name: 'To the sign-in page' }).click();
  await guest.getByLabel('E-mail').fill(person.email);
  await guest.getByLabel('Password', { exact: true }).fill('Nine-short-willows-7');
  await guest.keyboard.press('Enter');
  await expect(guest.getByRole('heading', { level: 2, name: 'Needs you' })).toBeVisible();
  await guest.context().close();
});

test('an address is confirmed with the mailed link', async ({ page, browser, baseURL }) => {
  test.setTimeout(PROCESSING_MS + 60_000);
  const person = await newTherapist();
  const guest = await stranger(browser, baseURL);
  await guest.goto(await mailedLink(page, 'Confirm the address', person.email));
  await guest.getByRole('button', { name: 'Confirm' }).click();
  await expect(guest.getByRole('status')).toHaveText(`${person.email} is confirmed.`);
  await guest.context().close();
});

test('a deactivated account is signed out at once, and a new role needs a proof', async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(PROCESSING_MS + 60_000);
  const person = await newTherapist();
  const context = await browser.newContext({ baseURL, storageState: person.state });
  // Only a confirmed account becomes a supervisor. Another login fetches the link, so that this one has proved nothing yet.
  const desk = await browser.newContext({ baseURL, storageState: await stateOf('admin') });
  const guest = await stranger(browser, baseURL);
  await guest.goto(await mailedLink(await desk.newPage(), 'Confirm the address', person.email));
  await guest.getByRole('button', { name: 'Confirm' }).click();
  await expect(guest.getByRole('status')).toHaveText(`${person.email} is confirmed.`);
  await guest.context().close();
  await desk.close();
  await page.goto('/users');
  await page.getByRole('link', { name: person.name }).click();
  await expect(page.getByRole('heading', { level: 1, name: person.name })).toBeFocused();

  await page.getByLabel('Role').selectOption('supervisor');
  await page.getByRole('button', { name: 'Change the role' }).click();
  const asked = page.getByRole('dialog', { name: 'Is it you?' });
  await expectAccessible(page);
  await asked.getByRole('button', { name: 'Close' }).click();
  await expect(asked).toBeHidden();
  await page.getByRole('button', { name: 'Change the role' }).click();
  await proveWithPassword(page, loginOf('admin').password);
  await expect(page.getByText(`The role of ${person.name} was changed.`)).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'Supervises' })).toBeVisible();

  await page.getByRole('button', { name: 'Deactivate' }).click();
  const sure = page.getByRole('dialog', { name: `Deactivate ${person.name}?` });
  await sure.getByRole('button', { name: 'Deactivate' }).click();
  await expect(page.getByText('Deactivated: this account cannot sign in.')).toBeVisible();
  const theirs = await context.newPage();
  await theirs.goto('/sessions');
  await expect(theirs.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await context.close();
});

test('the audit trail is filtered, verified and exported', async ({ page }) => {
  await page.goto('/audit');
  await expect(page.getByText(/^The trail is whole/)).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await page.getByRole('combobox', { name: 'What' }).fill('Signed in');
  await page.getByRole('option', { name: 'Signed in', exact: true }).click();
  await expect(page).toHaveURL(/deed=signed_in/);
  await expect(page.getByRole('row').nth(1)).toContainText('Signed in');
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).not.toHaveURL(/deed=/);
});

test('a record is opened in an emergency, its therapist is told, and it is closed again', async ({
  page,
  browser,
  baseURL,
}) => {
  await page.goto('/emergency');
  await page.getByRole('button', { name: 'Open a record' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open a record' });
  await dialog.getByRole('button', { name: 'Open the record' }).click();
  await expect(dialog.getByText('Enter the client.')).toBeVisible();
  await dialog.getByLabel('Client').fill('Tomas Lindqvist');
  await dialog.getByLabel('Reason').selectOption('legal_request');
  await dialog.getByLabel('Comment (optional)').fill('Court order 12');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Open the record' }).click();
  await proveWithPassword(page, loginOf('admin').password);
  await expect(page.getByRole('heading', { level: 1, name: 'Tomas Lindqvist' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Upload recordings' })).toBeHidden();

  const context = await browser.newContext({ baseURL, storageState: await stateOf('therapist') });
  const therapist = await context.newPage();
  await therapist.goto('/sessions');
  const notice = therapist.getByRole('region', { name: 'Emergency access' });
  await expect(notice.first()).toContainText('opened the record of Tomas Lindqvist');
  await expect(notice.first()).toContainText('Reason: Legal request. Comment: “Court order 12”');
  await expectAccessible(therapist);

  await page.getByRole('link', { name: '‹ Emergency access' }).click();
  await page.getByRole('button', { name: 'End now' }).click();
  await expect(page.getByText('The record is closed again.')).toBeVisible();
  await therapist.reload();
  await expect(notice.first()).toContainText('could read it until');
  await context.close();
});
