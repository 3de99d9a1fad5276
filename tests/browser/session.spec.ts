import type { Page } from '@playwright/test';
import { expect, PROCESSING_MS, processedSession, test } from './support';

/** Seconds shown by the player. */
async function position(page: Page): Promise<number> {
  const shown = (await page.getByTestId('player-time').textContent()) ?? '';
  return (shown.split('/')[0] ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** `1:04` of an accessible name such as "Evidence at 1:04, Client". */
function timeIn(name: string | null): string {
  const found = /(\d+:)?\d+:\d\d/.exec(name ?? '');
  if (found === null) throw new Error(`no time in "${name}"`);
  return found[0];
}

test.beforeEach(async ({ page }) => {
  test.setTimeout(PROCESSING_MS + 60_000);
  await page.goto(`/sessions/${await processedSession(page)}`);
  await expect(page.getByRole('heading', { name: 'Draft note' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Go to / }).first()).toBeVisible();
});

test('a citation shows its quote, then leads to the turn and the place in the recording', async ({
  page,
}) => {
  const chip = page.getByRole('button', { name: /^Evidence at/ }).last();
  const time = timeIn(await chip.getAttribute('aria-label'));
  await chip.hover();
  await expect(page.getByRole('tooltip')).toContainText('“');
  await chip.click();
  await expect(page.getByTestId('player-time')).toContainText(`${time} /`);
  const turn = page.locator('[aria-current=true]');
  await expect(turn).toHaveAccessibleName(new RegExp(`^Go to ${time}`));
  await expect(turn).toBeInViewport();
});

test('Enter on a citation also plays it', async ({ page }) => {
  await page
    .getByRole('button', { name: /^Evidence at/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('a click on a word moves the recording to that word', async ({ page }) => {
  const word = page.getByRole('region', { name: 'Transcript' }).locator('[data-start]').nth(30);
  const start = Math.floor(Number(await word.getAttribute('data-start')));
  await word.click();
  await expect.poll(() => position(page)).toBe(start);
});

test('Space plays and pauses, J and L step by five seconds', async ({ page }) => {
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(() => position(page)).toBeGreaterThan(0);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const before = await position(page);
  await page.keyboard.press('l');
  await expect.poll(() => position(page)).toBe(before + 5);
  await page.keyboard.press('j');
  await expect.poll(() => position(page)).toBe(before);
});

test('a slash searches the transcript and Escape ends the search', async ({ page }) => {
  const word = page.getByRole('region', { name: 'Transcript' }).locator('[data-start]').nth(12);
  const wanted = ((await word.textContent()) ?? '').replace(/[^\p{L}]/gu, '');
  // From the far end, so that the first match has to be brought into view.
  await page
    .getByRole('button', { name: /^Go to / })
    .last()
    .scrollIntoViewIfNeeded();
  await page.keyboard.press('/');
  await page.keyboard.type(wanted);
  await expect(page.getByText(/^1 of \d+$/)).toBeVisible();
  await expect(page.locator('[data-at]').first()).toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('Find in transcript')).toHaveValue('');
});

test('a new draft is made only after a confirmation', async ({ page }) => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Re-draft' }).click();
  const dialog = page.getByRole('dialog', { name: 'Draft the note again?' });
  await dialog.getByRole('button', { name: 'Draft again' }).click();
  await expect(page.getByText('A new draft is on its way.')).toBeVisible();
  // The list of stages and the place of the note both say it.
  await expect(page.getByText('Drafting the note')).toHaveCount(0, { timeout: PROCESSING_MS });
  await expect(page.getByRole('heading', { name: 'Draft note' })).toBeVisible();
});
