import { expect, PROCESSING_MS, processedSession, test } from './support';

test('the list shows each session with its state in words', async ({ page }) => {
  await page.goto('/sessions');
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.nth(3)).toBeVisible();
  await expect(rows.nth(1)).toContainText(/Waiting|Transcrib|Drafting|Draft ready|Stopped/);
});

test('the filter is kept in the address and survives a reload', async ({ page }) => {
  await page.goto('/sessions');
  await page.getByLabel('Status').selectOption('failed');
  await expect(page).toHaveURL(/status=failed/);
  await page.reload();
  await expect(page.getByLabel('Status')).toHaveValue('failed');
  await page.getByRole('button', { name: 'Clear filters' }).first().click();
  await expect(page).not.toHaveURL(/status=/);
});

test('a session becomes ready in the open list without a reload', async ({ page }) => {
  test.setTimeout(PROCESSING_MS + 60_000);
  await page.goto('/sessions');
  await processedSession(page);
  await expect(page.getByRole('table').getByText('Draft ready to review').first()).toBeVisible();
});

test('an unknown address says so', async ({ page }) => {
  await page.goto('/nowhere');
  await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
});

test('a question mark opens the sheet of keys and Escape closes it', async ({ page }) => {
  await page.goto('/sessions');
  await expect(page.getByRole('heading', { level: 1, name: 'Sessions' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});
