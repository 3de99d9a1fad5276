import { isTooWide } from './practice';
import { expect, expectAccessible, stateOf, tabTo, test } from './support';

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  storageState: async ({}, use) => use(await stateOf('admin')),
});

const JOBS = [
  'Numbers of the day',
  'Progress of the week',
  'Clearing away old files',
  'Removing expired exports',
  'Removing spent links and logins',
  'Backup',
];

test('the administrator reads what is done by the clock', async ({ page }) => {
  await page.goto('/schedule');
  for (const job of JOBS) await expect(page.getByRole('row').filter({ hasText: job })).toBeVisible();
  await expect(page.getByText(/^Recordings of sessions that failed are kept for 7 days/)).toBeVisible();
  await expect(page.getByText(/(will|would) delete/)).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await isTooWide(page)).toBe(false);
});

test('clearing away is tried out, asked about, and told in words, by keyboard', async ({ page }) => {
  await page.goto('/schedule');
  const section = page.getByRole('region', { name: 'Clearing away old files' });
  await tabTo(page, section.getByRole('button', { name: 'Try it out' }));
  await page.keyboard.press('Enter');
  await expect(section.getByRole('status')).toContainText(/There was nothing to delete|Nothing was deleted/);
  await tabTo(page, section.getByRole('button', { name: 'Clear away now' }));
  await page.keyboard.press('Enter');
  const sure = page.getByRole('dialog', { name: 'Clear away now?' });
  await expect(sure.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expectAccessible(page);
  await tabTo(page, sure.getByRole('button', { name: 'Clear away now' }));
  await page.keyboard.press('Enter');
  await expect(sure).toBeHidden();
  await expect(section.getByRole('status')).toContainText(/There was nothing to delete|^Result ?Deleted/);
});

test('to a therapist the schedule does not exist', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, storageState: await stateOf('therapist') });
  const page = await context.newPage();
  await page.goto('/schedule');
  await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
  await context.close();
});
