import { expect, lookAt, PROCESSING_MS, RECORDING, test } from './support';

test('a recording goes from the file picker to a draft note, live', async ({ page }) => {
  test.setTimeout(2 * PROCESSING_MS);
  const name = `Upload ${Date.now()}`;
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Upload recordings' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Upload recordings' });
  await expect(dialog.getByText('Choose the patient first.')).toBeVisible();

  await dialog.getByRole('button', { name: 'Add a patient' }).click();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Add patient' }).click();
  await expect(dialog.getByRole('combobox')).toHaveValue(name);
  // Nothing is captured without consent, and a new client has given none.
  await expect(dialog.getByText('Nothing can be uploaded', { exact: false })).toBeVisible();
  await dialog.getByRole('button', { name: 'Record consent' }).click();
  const consent = page.getByRole('dialog', { name: 'Record consent' });
  await consent.getByRole('button', { name: 'Record' }).click();
  await expect(consent).toBeHidden();
  await dialog.locator('input[type=file]').setInputFiles(RECORDING);
  await lookAt(page, 'upload-window');
  await dialog.getByRole('button', { name: 'Upload 1 recording' }).click();

  const tray = page.getByRole('region', { name: 'Uploads' });
  await expect(tray.getByText('Uploaded')).toBeVisible({ timeout: 60_000 });
  await tray.getByRole('link', { name: 'Open session' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();

  const transcript = page.getByRole('region', { name: 'Transcript' });
  await expect(page.getByText(/^Transcribing/).first()).toBeVisible({ timeout: PROCESSING_MS });
  await expect(transcript.getByRole('button', { name: /^Go to 0:/ }).first()).toBeVisible({
    timeout: PROCESSING_MS,
  });
  await lookAt(page, 'session-under-way');
  await expect(page.getByText('Draft ready to review')).toBeVisible({ timeout: PROCESSING_MS });
  await expect(
    page.getByRole('region', { name: 'Note' }).getByRole('heading', { name: 'Summary', exact: true }),
  ).toBeVisible();
});

test('a file that is neither audio nor video is left out with a reason', async ({ page }) => {
  await page.goto('/sessions');
  await page.getByRole('button', { name: 'Upload recordings' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Upload recordings' });
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear all') });
  await expect(dialog.getByRole('alert')).toContainText('letter.txt is neither audio nor video');
});
