import { readFile } from 'node:fs/promises';
import { expect, expectAccessible, PROCESSING_MS, processedSession, tabTo, test } from './support';

test('the note of a session becomes a file that is downloaded and deleted', async ({ page }) => {
  test.setTimeout(PROCESSING_MS + 60_000);
  await page.goto(`/sessions/${await processedSession(page)}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Export the note' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export session notes' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByText('The file is being made. It appears under Exports.')).toBeVisible();

  await page.goto('/exports');
  const row = page.getByRole('row').filter({ hasText: 'Session notes, PDF' }).first();
  await expect(row).toContainText('Ready');
  await expect(row).toContainText('kept for');
  await expect(row).toContainText('not downloaded yet');
  await expectAccessible(page);
  const download = page.waitForEvent('download');
  await row.getByRole('button', { name: /^Download Session notes, PDF/ }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.pdf$/);
  expect((await readFile(await file.path())).subarray(0, 5).toString()).toBe('%PDF-');

  const rows = await page.getByRole('row').count();
  await row.getByRole('button', { name: /^Delete Session notes, PDF/ }).click();
  const sure = page.getByRole('dialog', { name: 'Delete this file?' });
  await expect(sure.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await sure.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('The file was deleted.')).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(rows === 2 ? 0 : rows - 1);
});

test('the keyboard alone asks for a progress report', async ({ page }) => {
  await page.goto('/exports');
  await expect(page.getByRole('heading', { level: 1, name: 'Exports' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: 'New export' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New export' });
  await expect(dialog.getByRole('radio', { name: 'Session notes' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('radio', { name: 'Progress report' })).toBeChecked();
  await tabTo(page, dialog.getByRole('combobox', { name: 'Client' }));
  await page.keyboard.press('Enter');
  await page.keyboard.type('Tomas');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByLabel('Format'));
  await page.keyboard.type('Plain');
  await expect(dialog.getByText('Words and headings, without layout.')).toBeVisible();
  await expectAccessible(page);
  await tabTo(page, dialog.getByRole('button', { name: 'Make the file' }));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const row = page.getByRole('row').filter({ hasText: 'Progress report, Markdown' }).first();
  await expect(row).toContainText('Ready');
});

test('what is missing is named before anything is sent', async ({ page }) => {
  await page.goto('/exports');
  await page.getByRole('button', { name: 'New export' }).click();
  const dialog = page.getByRole('dialog', { name: 'New export' });
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByText('Choose the client.')).toBeVisible();
  await expect(dialog).toBeVisible();
});
