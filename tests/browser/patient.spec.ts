import { apiOf, newAppointment, newPractice, sent } from './practice';
import { expect, expectAccessible, lookAt, newTherapist, RECORDING, tabTo, test } from './support';

// A therapist of their own with one client, whose record these specs fill in their order.
test.describe.configure({ mode: 'serial' });

let practice: Awaited<ReturnType<typeof newPractice>>;

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  storageState: async ({}, use) => {
    practice ??= await newPractice('Ada Lindqvist');
    await use(practice.therapist.state);
  },
});

test.beforeEach(async ({ page }) => {
  await page.goto(`/patients/${practice.patient}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Ada Lindqvist' })).toBeVisible();
});

test('a slash finds a client by name, and an archived one has its own list', async ({ page }) => {
  await sent(practice.api, 'post', '/api/patients', { name: 'Zoë Martin' });
  await page.goto('/patients');
  const table = page.getByRole('table');
  await expect(table.getByRole('link')).toHaveCount(2);
  await page.keyboard.press('/');
  await page.keyboard.type('zoe');
  await expect(table.getByRole('link')).toHaveText(['Zoë Martin']);
  await expect(page).toHaveURL(/q=zoe/);
  await page.keyboard.press('Tab');
  await table.getByRole('link').click();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Archive' }).click();
  await expect(page.getByText('Zoë Martin was archived.')).toBeVisible();
  await expect(page.getByText(/^Archived \d/)).toBeVisible();
  await page.goto('/patients');
  await expect(table.getByRole('link')).toHaveText(['Ada Lindqvist']);
  await page.getByText('Archived', { exact: true }).click();
  await expect(table.getByRole('link')).toHaveText(['Zoë Martin']);
  await expectAccessible(page);
});

test('details are edited, and what cannot be is named', async ({ page }) => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Edit details' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit details' });
  await dialog.getByLabel('E-mail').fill('ada@');
  await dialog.getByLabel('Date of birth').fill('1988-04-09');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('This is not an e-mail address.')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel('E-mail').fill('ada@example.org');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText('ada@example.org · born 9 Apr 1988')).toBeVisible();
});

test('whoever takes part has to agree, in the words that are shown', async ({ page }) => {
  const consent = page.getByRole('region', { name: 'Consent' });
  await expect(consent.getByText('Everything that is needed was agreed to.')).toBeVisible();
  await page.getByRole('button', { name: 'Add a person' }).click();
  const form = page.getByRole('form', { name: 'Add a person' });
  await page.keyboard.type('Bo Lindqvist');
  await form.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(consent.getByText('3 consents are missing.', { exact: false })).toBeVisible();

  await tabTo(page, consent.getByRole('button', { name: 'Record consent' }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Record consent' });
  await expect(dialog.getByLabel('Who agrees?')).toBeFocused();
  await expect(dialog.getByLabel('Who agrees?')).toContainText('Bo Lindqvist, partner');
  await expect(dialog.getByRole('checkbox', { name: 'Recording (missing)' })).toBeChecked();
  await expect(dialog.getByRole('region', { name: 'What this person agrees to' })).toContainText(/\w{4}/);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Record' }).click();
  await expect(dialog).toBeHidden();
  await expect(consent.getByText('Everything that is needed was agreed to.')).toBeVisible();
});

test('a withdrawn consent bars the upload, which leads back to it', async ({ page }) => {
  const consent = page.getByRole('region', { name: 'Consent' });
  await consent.getByRole('button', { name: 'Withdraw: Recording, Bo Lindqvist' }).click();
  const withdraw = page.getByRole('dialog');
  await withdraw.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await expect(withdraw.getByText('Nothing was under way.', { exact: false })).toBeVisible();
  await withdraw.getByRole('button', { name: 'Close' }).last().click();
  await expect(consent.getByText(/withdrawn \d/)).toBeVisible();

  await page.getByRole('button', { name: 'Upload recordings' }).click();
  const upload = page.getByRole('dialog', { name: 'Upload recordings' });
  await upload.locator('input[type=file]').setInputFiles(RECORDING);
  await expect(upload.getByText('Recording (Bo Lindqvist)', { exact: false })).toBeVisible();
  await expect(upload.getByRole('button', { name: 'Upload 1 recording' })).toBeDisabled();
  await expectAccessible(page);
  await upload.getByRole('button', { name: 'Record consent' }).click();
  const record = page.getByRole('dialog', { name: 'Record consent' });
  await record.getByRole('button', { name: 'Record' }).click();
  await expect(record).toBeHidden();
  await expect(upload.getByRole('button', { name: 'Upload 1 recording' })).toBeEnabled();
  await page.keyboard.press('Escape');
  await expect(upload).toBeHidden();
});

test('a goal is set, met and reopened', async ({ page }) => {
  const goals = page.getByRole('region', { name: 'Goals' });
  await goals.getByRole('button', { name: 'Add a goal' }).click();
  const dialog = page.getByRole('dialog', { name: 'New goal' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Write the goal.')).toBeVisible();
  await dialog.getByLabel('Goal').fill('Sleep through four nights a week.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await goals.getByRole('button', { name: 'Met: Sleep through four nights a week.' }).click();
  await goals.getByRole('button', { name: 'Met or dropped (1)' }).click();
  await goals.getByRole('button', { name: /^Reopen/ }).click();
  await expect(goals.getByRole('button', { name: /^Met: / })).toBeVisible();
});

test('a PHQ-9 is entered with digits, and its ninth answer asks for a decision', async ({ page }) => {
  const measures = page.getByRole('region', { name: 'Questionnaires' });
  await measures.getByRole('button', { name: 'Enter PHQ-9' }).click();
  const dialog = page.getByRole('dialog', { name: 'Enter PHQ-9' });
  await expect(dialog.getByRole('radio').first()).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('21112010');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Still without an answer: 9.');
  await page.keyboard.press('1');
  await expect(dialog.getByText('9 of 9 answered · Sum 9 of 27')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(measures.getByText('Language to review')).toBeVisible();

  await tabTo(page, measures.getByRole('button', { name: /^PHQ-9: 9 of 27/ }));
  await page.keyboard.press('Enter');
  const opened = page.getByRole('dialog', { name: /^PHQ-9, / });
  await expect(opened.getByText('Question 9 was answered above zero.')).toBeVisible();
  await expectAccessible(page);
  await opened.getByRole('button', { name: 'Safety plan' }).click();
  await expect(opened.getByText(/^Decided: Safety plan/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(measures.getByText('Language to review')).toBeHidden();
});

test('a questionnaire is asked for and taken back', async ({ page }) => {
  const measures = page.getByRole('region', { name: 'Questionnaires' });
  await measures.getByRole('button', { name: 'Ask the client' }).click();
  const dialog = page.getByRole('dialog', { name: 'Ask for a questionnaire' });
  await dialog.getByLabel('Questionnaire').selectOption('GAD-7');
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await measures.getByRole('button', { name: 'Take back the request for GAD-7' }).click();
  await expect(measures.getByText('GAD-7 was asked for')).toBeHidden();
});

test('the page shows what is planned, how it goes, and what happened', async ({ page }) => {
  await newAppointment(practice.api, practice.patient, 3, 10);
  await page.reload();
  const next = page.getByRole('region', { name: 'Next appointment' });
  await expect(next.getByText('10:00, 50 min', { exact: false })).toBeVisible();
  await expect(page.getByRole('img', { name: /^PHQ-9: .* 9, / })).toBeVisible();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  for (const words of ['PHQ-9: 9', 'Goal set', 'Consent withdrawn', 'Appointment planned']) {
    await expect(timeline.getByText(words).first()).toBeVisible();
  }
  await lookAt(page, 'patient-filled');
  await page.getByRole('button', { name: 'Show as table' }).click();
  const table = page.getByRole('region', { name: 'Progress, as a table' }).getByRole('table');
  await expect(table.getByRole('row').filter({ hasText: '9, ' })).toBeVisible();
  await expectAccessible(page);
});

test('a client is handed over, and the record with them', async ({ page }) => {
  const other = await newTherapist();
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Hand over' }).click();
  const dialog = page.getByRole('dialog', { name: 'Hand over to another therapist' });
  await dialog.getByLabel('Therapist').selectOption({ label: other.name });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await expect(page.getByText(`${other.name} is now responsible.`)).toBeVisible();
  await expect(page).toHaveURL(/\/patients$/);
  await page.goto(`/patients/${practice.patient}`);
  await expect(page.getByText('This patient does not exist', { exact: false })).toBeVisible();
  const api = await apiOf(other.state);
  expect((await api.get(`/api/patients/${practice.patient}`)).status()).toBe(200);
  await api.dispose();
});
