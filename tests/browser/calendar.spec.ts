import { isTooWide, newAppointment, newClient, newPractice, sent } from './practice';
import { expect, expectAccessible, tabTo, test } from './support';

type Practice = Awaited<ReturnType<typeof newPractice>>;

// A therapist of their own for each test, whose calendar is empty.
const own = test.extend<{ practice: Practice }>({
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  practice: async ({}, use) => {
    const practice = await newPractice('Nora Lind');
    await use(practice);
    await practice.api.dispose();
  },
  storageState: async ({ practice }, use) => {
    await use(practice.therapist.state);
  },
});

own(
  'the keyboard alone plans an appointment, notes that it took place, and takes that back',
  async ({ page, practice }) => {
    // Many keys on a small machine.
    test.setTimeout(180_000);
    await page.goto('/calendar');
    await expect(page.getByRole('heading', { level: 1, name: 'Calendar' })).toBeVisible();
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'Plan an appointment' });
    await expect(dialog.getByRole('combobox', { name: 'Client' })).toBeFocused();
    await page.keyboard.type('Nora');
    await expect(page.getByRole('option', { name: 'Nora Lind' })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('combobox', { name: 'Client' })).toHaveValue('Nora Lind');
    await tabTo(page, dialog.getByRole('textbox', { name: 'Room or place (optional)' }));
    await page.keyboard.type('Room 2');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await expect(page.getByText('The appointment was planned.')).toBeVisible();

    const block = page.getByRole('button', { name: /^Nora Lind, / });
    await expect(block).toHaveAccessibleName(/, Planned$/);
    await tabTo(page, block);
    await page.keyboard.press('Enter');
    const opened = page.getByRole('dialog', { name: 'Nora Lind' });
    await expect(opened).toContainText('Individual, in person, Room 2');
    await expectAccessible(page);
    await tabTo(page, opened.getByRole('button', { name: 'Attended' }));
    await page.keyboard.press('Enter');
    await expect(page.getByText('Noted as attended.')).toBeVisible();
    await expect(block).toHaveAccessibleName(/, Attended$/);
    await tabTo(page, page.getByRole('button', { name: 'Undo' }));
    await page.keyboard.press('Enter');
    await expect(block).toHaveAccessibleName(/, Planned$/);
    const [stored] = await sent<{ state: string; place: string }[]>(practice.api, 'get', '/api/appointments');
    expect(stored).toMatchObject({ state: 'scheduled', place: 'Room 2' });
  },
);

own(
  'an overlap names the other appointment, and both are planned on a second press',
  async ({ page, practice }) => {
    const other = await newClient(practice.api, 'Piet Maas');
    await newAppointment(practice.api, other, 1, 10);
    await page.goto('/calendar?view=list');
    await page.getByRole('button', { name: 'Plan an appointment' }).click();
    const dialog = page.getByRole('dialog', { name: 'Plan an appointment' });
    await dialog.getByRole('button', { name: 'Plan it' }).click();
    await expect(dialog.getByText('Choose the client.')).toBeVisible();
    await dialog.getByRole('combobox', { name: 'Client' }).fill('Nora');
    await page.getByRole('option', { name: 'Nora Lind' }).click();
    const tomorrow = new Date();
    tomorrow.setDate(tomorrow.getDate() + 1);
    const date = `${tomorrow.getFullYear()}-${String(tomorrow.getMonth() + 1).padStart(2, '0')}-${String(tomorrow.getDate()).padStart(2, '0')}`;
    await dialog.getByLabel('Date').fill(date);
    await dialog.getByLabel('From').fill('10:30');
    await expect(dialog.getByLabel('To')).toHaveValue('11:20');
    await dialog.getByRole('button', { name: 'Plan it' }).click();
    await expect(dialog.getByRole('alert')).toContainText('Piet Maas, 10:00–10:50');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Plan it anyway' }).click();
    await expect(dialog).toBeHidden();
    const planned = await sent<object[]>(practice.api, 'get', '/api/appointments');
    expect(planned).toHaveLength(2);
  },
);

own(
  'an appointment is moved, then called off, and the weeks are walked by arrow keys',
  async ({ page, practice }) => {
    await newAppointment(practice.api, practice.patient, 7, 9);
    await page.goto('/calendar');
    await expect(page.getByRole('button', { name: 'This week' })).toBeVisible();
    await page.keyboard.press('ArrowRight');
    const block = page.getByRole('button', { name: /^Nora Lind, / });
    await block.click();
    const opened = page.getByRole('dialog', { name: 'Nora Lind' });
    // Of a later day nobody knows how it went.
    await expect(opened.getByRole('button', { name: 'Attended' })).toBeHidden();
    await opened.getByRole('button', { name: 'Change' }).click();
    const change = page.getByRole('dialog', { name: 'Change the appointment' });
    await change.getByLabel('From').fill('14:00');
    await change.getByRole('button', { name: 'Save the change' }).click();
    await expect(block).toHaveAccessibleName('Nora Lind, 14:00 to 14:50, Planned');
    await block.click();
    await opened.getByRole('button', { name: 'Call off' }).click();
    await expect(block).toHaveAccessibleName('Nora Lind, 14:00 to 14:50, Called off');
    await page.keyboard.press('t');
    await expect(block).toBeHidden();
  },
);

own(
  'the calendar address is shown once, tells nobody who comes, and can be taken back',
  async ({ page, practice }) => {
    await newAppointment(practice.api, practice.patient, 1, 9);
    await page.goto('/calendar');
    await page.getByRole('button', { name: 'Calendar address' }).click();
    const dialog = page.getByRole('dialog', { name: 'Calendar address' });
    await dialog.getByRole('button', { name: 'Make an address' }).click();
    await expect(dialog.getByText('It is not shown again.')).toBeVisible();
    await expectAccessible(page);
    const { pathname } = new URL(await dialog.getByLabel('Secret address').inputValue());
    const feed = await page.request.get(pathname);
    expect(feed.headers()['content-type']).toContain('text/calendar');
    const text = await feed.text();
    expect(text).toContain('SUMMARY:Appointment');
    expect(text).not.toContain('Nora');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Calendar address' }).click();
    await expect(dialog.getByRole('button', { name: 'Take it back' })).toBeVisible();
    await expect(dialog.getByLabel('Secret address')).toBeHidden();
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await expect(page.getByText('The calendar address no longer works.')).toBeVisible();
    expect((await page.request.get(pathname)).status()).toBe(404);
  },
);

own('today says who comes, and leads to the recording', async ({ page, practice }) => {
  await newAppointment(practice.api, practice.patient, 0, 9);
  await page.goto('/');
  const row = page.getByRole('list', { name: 'Appointments' }).getByRole('listitem');
  await expect(row).toContainText('Nora Lind');
  await expect(row).toContainText('consent given');
  await expectAccessible(page);
  await row.getByRole('button', { name: 'Upload a recording of Nora Lind' }).click();
  const dialog = page.getByRole('dialog', { name: 'Upload recordings' });
  await expect(dialog.getByRole('combobox').or(dialog.getByRole('textbox')).first()).toHaveValue('Nora Lind');
});

own('on a phone the calendar is a list', async ({ page, practice }) => {
  await newAppointment(practice.api, practice.patient, 0, 9);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/calendar');
  await page.getByRole('button', { name: /Nora Lind/ }).click();
  await expect(page.getByRole('dialog', { name: 'Nora Lind' })).toBeVisible();
  await expect(page.getByText('Week', { exact: true })).toBeHidden();
  expect(await isTooWide(page)).toBe(false);
});
