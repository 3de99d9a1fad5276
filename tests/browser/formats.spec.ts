import type { Locator } from '@playwright/test';
import { expect, expectAccessible, stateOf, test } from './support';

/** Chooses what a section takes up with the Space bar: the box itself is drawn by its label. */
async function choose(section: Locator, kind: string, chosen = true): Promise<void> {
  const box = section.getByRole('checkbox', { name: kind });
  await box.press('Space');
  await expect(box).toBeChecked({ checked: chosen });
}

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  storageState: async ({}, use) => use(await stateOf('admin')),
});

test('a format of the practice is made, put in order, changed and archived', async ({ page }) => {
  const name = `Ours ${Date.now()}`;
  await page.goto('/note-formats');
  await page.getByRole('button', { name: 'New format' }).click();
  const made = page.getByRole('dialog', { name: 'New format' });
  await made.getByRole('button', { name: 'Save' }).click();
  await expect(made.getByText('Enter a name.')).toBeVisible();
  await expect(made.getByText('Enter a title.')).toBeVisible();
  await made.getByLabel('Name').fill(name);
  await made.getByLabel('Title').fill('Plan');
  await choose(made.getByRole('group', { name: 'Section 1' }), 'Agreed for later');
  await made.getByRole('button', { name: 'Add a section' }).click();
  const second = made.getByRole('group', { name: 'Section 2' });
  await second.getByLabel('Title').fill('What was said');
  await choose(second, 'Agreed for later');
  await made.getByRole('button', { name: 'Save' }).click();
  await expect(second.getByText('“Agreed for later” stands in section 1 already.')).toBeVisible();
  await choose(second, 'Agreed for later', false);
  await choose(second, 'Reported by the client');
  await made.getByRole('button', { name: 'Move section 2 up' }).click();
  await expectAccessible(page);
  await made.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('What was said, Plan');
  await expect(row).toContainText('version 1');

  await page.getByRole('button', { name: `Edit ${name}` }).click();
  const changed = page.getByRole('dialog', { name: `Edit ${name}` });
  await changed.getByRole('group', { name: 'Section 2' }).getByLabel('Title').fill('Next steps');
  await changed.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('What was said, Next steps');
  await expect(row).toContainText('version 2');

  await page.getByRole('button', { name: `Archive ${name}` }).click();
  await page
    .getByRole('dialog', { name: `Archive ${name}?` })
    .getByRole('button', { name: 'Archive' })
    .click();
  await expect(row).toContainText('archived');
});
