import { newAppointment, newPractice, sent } from './practice';
import { expect, expectAccessible, stateOf, tabTo, test } from './support';

// A therapist of their own: the demo's numbers move while its recordings are read.
let practice: Awaited<ReturnType<typeof newPractice>>;

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  storageState: async ({}, use) => {
    if (practice === undefined) {
      practice = await newPractice('Ines Vidal');
      const { api, patient } = practice;
      for (const [day, state] of [
        [-3, 'attended'],
        [-2, 'attended'],
        [-1, 'cancelled'],
      ] as const) {
        const id = await newAppointment(api, patient, day, 10);
        await sent(api, 'patch', `/api/appointments/${id}`, { state });
      }
      await newAppointment(api, patient, 2, 10);
    }
    await use(practice.therapist.state);
  },
});

test('four numbers say on focus what they count', async ({ page }) => {
  await page.goto('/insights');
  const numbers = page.getByRole('list', { name: 'The practice in numbers' });
  await expect(numbers.getByRole('listitem').filter({ hasText: 'Active patients' })).toContainText('1of 1');
  await expect(numbers.getByRole('listitem').filter({ hasText: 'Coming up' })).toContainText('1');
  const completed = page.getByRole('button', { name: 'Completed' });
  await expect(numbers.getByRole('listitem').filter({ has: completed })).toContainText('67 %');
  await tabTo(page, completed);
  // Those of the numbers before it may still be fading.
  await expect(page.getByRole('tooltip').filter({ hasText: 'attended, cancelled or missed' })).toBeVisible();
  await expect(completed).toHaveAccessibleDescription(/Planned ones do not count yet/);
});

test('the chart says itself in words and has a table with the same numbers', async ({ page }) => {
  await page.goto('/insights?period=7d');
  await expect(page.getByRole('img', { name: /^2 sessions, .* 67 % of the appointments/ })).toBeVisible();
  await expectAccessible(page);
  const activity = page.getByRole('region', { name: 'Activity', exact: true });
  await tabTo(page, activity.getByRole('button', { name: 'Show as table' }));
  await page.keyboard.press('Enter');
  const rows = activity.getByRole('table').getByRole('row');
  await expect(rows).toHaveCount(8);
  const cells = await rows.filter({ hasText: '1' }).allTextContents();
  expect(cells.length).toBeGreaterThan(0);
  await expectAccessible(page);
});

test('what is shown is kept in the address and survives a reload', async ({ page }) => {
  await page.goto('/insights');
  await page.getByRole('radiogroup', { name: 'Period' }).getByText('1 year').click();
  await expect(page).toHaveURL(/period=1y/);
  await expect(page.getByRole('radio', { name: 'Month' })).toBeChecked();
  await page.getByText('Week', { exact: true }).click();
  await expect(page).toHaveURL(/by=week/);
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Week', exact: true })).toBeChecked();
  await expect(page.getByRole('radio', { name: '1 year' }).first()).toBeChecked();
});

test('a practice without topics says so', async ({ page }) => {
  await page.goto('/insights');
  await expect(page.getByText('No topics in this time.', { exact: false })).toBeVisible();
});

test.describe('for the administrator', () => {
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  test.use({ storageState: async ({}, use) => use(await stateOf('admin')) });

  test('there are no insights into clients', async ({ page }) => {
    await page.goto('/insights');
    await expect(page.getByRole('heading', { level: 1, name: 'Not found' })).toBeVisible();
  });
});
