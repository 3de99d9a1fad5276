import { readFileSync } from 'node:fs';
import { type APIRequestContext, request } from '@playwright/test';
import {
  expect,
  expectAccessible,
  type Login,
  lookAt,
  newSupervisor,
  newTherapist,
  PROCESSING_MS,
  proveWithPassword,
  RECORDING,
  tabTo,
  test,
} from './support';

// One note from draft to signature and beyond. A therapist of their own, because a signed note never changes back.
test.describe.configure({ mode: 'serial' });

let person: Awaited<ReturnType<typeof newTherapist>> & Login;
let sessionId = '';

interface ReviewBody {
  state: string;
  open_items: number;
  attestation: { sign: string; co_sign: string; addendum: string; correction: string };
  signature: { content_hash: string; statement: string } | null;
  co_signature: { statement: string } | null;
}

async function uploaded(api: APIRequestContext): Promise<string> {
  const patient = await api.post('/api/patients', { data: { name: 'Robin Vale' } });
  expect(patient.ok(), `a client is answered ${patient.status()}`).toBe(true);
  const { id } = (await patient.json()) as { id: string };
  const agreed = await api.post(`/api/patients/${id}/consents`, {
    data: {
      scopes: ['record', 'transcribe', 'ai_draft'],
      method: 'in_person',
      text_version: '2026-1',
      language: 'en',
    },
  });
  expect(agreed.ok(), `consents are answered ${agreed.status()}`).toBe(true);
  const sent = await api.post('/api/sessions/upload', {
    params: { patient_id: id },
    multipart: {
      file: { name: 'session.mp3', mimeType: 'audio/mpeg', buffer: readFileSync(RECORDING) },
    },
  });
  expect(sent.ok(), `an upload is answered ${sent.status()}`).toBe(true);
  return ((await sent.json()) as { id: string }).id;
}

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: the form of a fixture without dependencies
  storageState: async ({}, use) => {
    person ??= await newTherapist();
    await use(person.state);
  },
});

test.beforeEach(async ({ page, baseURL }) => {
  test.setTimeout(PROCESSING_MS + 90_000);
  if (sessionId === '') {
    const api = await request.newContext({
      baseURL,
      storageState: person.state,
      extraHTTPHeaders: { 'X-TherapyBridge': '1' },
    });
    sessionId = await uploaded(api);
    await api.dispose();
  }
  await expect
    .poll(
      async () =>
        ((await (await page.request.get(`/api/sessions/${sessionId}`)).json()) as { status: string }).status,
      { timeout: PROCESSING_MS, intervals: [1_000] },
    )
    .toBe('processed');
  await page.goto(`/sessions/${sessionId}`);
  await expect(page.getByRole('heading', { level: 2, name: /note/i })).toBeVisible();
});

async function review(page: { request: APIRequestContext }): Promise<ReviewBody> {
  return (await (await page.request.get(`/api/sessions/${sessionId}/note`)).json()) as ReviewBody;
}

test('the review begins, and what hinders signing is told', async ({ page }) => {
  await expect(page.getByRole('heading', { level: 2, name: 'Draft note' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign', exact: true })).toBeDisabled();
  await expect(page.locator('#before-signing')).toContainText('review not started');
  await lookAt(page, 'review-draft');
  await tabTo(page, page.getByRole('button', { name: 'Start review' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Note in review' })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Note in review$/ })).toBeVisible();
  await expect(page.locator('#before-signing')).not.toContainText('review not started');
});

test('a part is edited in its place, saved by itself, and told as written by hand', async ({ page }) => {
  const summary = page.getByRole('region', { name: 'Summary', exact: true });
  await tabTo(page, summary.getByRole('button', { name: 'Edit: Summary' }));
  await page.keyboard.press('Enter');
  const field = summary.getByRole('textbox', { name: 'Summary' });
  await expect(field).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(' Sleep is the first goal.');
  await expect(page.getByText('Not saved yet')).toBeVisible();
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  await lookAt(page, 'review-editing');
  // Spaces at the end stay where somebody goes on typing.
  await page.keyboard.type(' Then work');
  await page.keyboard.press('Control+Enter');
  await expect(field).toBeHidden();
  await expect(summary).toContainText('Sleep is the first goal.');
  await expect(summary).toContainText('Then work');
  await expect(summary).toContainText('by hand');
  await expect(page.getByRole('button', { name: /^Version \d+, by hand$/ })).toBeVisible();
});

test('words that somebody else replaced meanwhile are kept and can be compared', async ({ page }) => {
  const summary = page.getByRole('region', { name: 'Summary', exact: true });
  await summary.getByRole('button', { name: 'Edit: Summary' }).click();
  const { revision } = (await (await page.request.get(`/api/sessions/${sessionId}/note`)).json()) as {
    revision: number;
  };
  const elsewhere = await page.request.patch(`/api/sessions/${sessionId}/note`, {
    data: { revision, topic_summary: 'Written on another device.' },
    headers: { 'X-TherapyBridge': '1' },
  });
  expect(elsewhere.ok()).toBe(true);
  await summary.getByRole('textbox', { name: 'Summary' }).fill('Written here.');
  const notice = page.getByRole('alert').filter({ hasText: 'was changed elsewhere' });
  await expect(notice).toBeVisible();
  await expect(summary.getByRole('textbox', { name: 'Summary' })).toHaveValue('Written here.');
  await notice.getByRole('button', { name: 'Compare' }).click();
  await expect(notice.locator('del')).toContainText('on another device.');
  await lookAt(page, 'review-conflict');
  await notice.getByRole('button', { name: 'Keep mine' }).click();
  await expect(notice).toBeHidden();
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('region', { name: 'Summary', exact: true })).toContainText('Written here.');
});

test('a chip beside a claim plays its moment and marks the turn', async ({ page }) => {
  const chip = page
    .getByRole('region', { name: 'Therapist’s notes' })
    .getByRole('button', { name: /^Evidence at/ })
    .first();
  const time = /(\d+:)?\d+:\d\d/.exec((await chip.getAttribute('aria-label')) ?? '')?.[0] ?? 'no time';
  await chip.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(page.locator('[aria-current=true]')).toHaveAccessibleName(new RegExp(`^Go to ${time}`));
  await page.keyboard.press('k');
});

test('a new draft is offered beside the edited note, compared, and not taken', async ({ page }) => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Re-draft' }).click();
  const dialog = page.getByRole('dialog', { name: 'Draft the note again?' });
  await dialog.getByRole('button', { name: 'Draft again' }).click();
  await expect(page.getByText('A new draft is on its way.')).toBeVisible();
  // What is typed while it runs stays.
  const notes = page.getByRole('region', { name: 'Therapist’s notes' });
  await notes.getByRole('button', { name: 'Edit: Therapist’s notes' }).click();
  await notes.getByRole('textbox').fill('Typed while another draft was made.');
  const offer = page.getByRole('status').filter({ hasText: 'A new draft is ready' });
  await expect(offer).toBeVisible({ timeout: PROCESSING_MS });
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  await expect(notes.getByRole('textbox')).toHaveValue('Typed while another draft was made.');
  await offer.getByRole('button', { name: 'Compare' }).click();
  const comparison = page.getByRole('dialog', { name: 'From your text to the new draft' });
  await expect(comparison.locator('del').first()).toBeVisible();
  await expect(comparison.locator('ins').first()).toBeVisible();
  await lookAt(page, 'review-redraft');
  await comparison.getByRole('button', { name: 'Keep mine' }).click();
  await expect(comparison).toBeHidden();
  await page.reload();
  await expect(page.getByRole('region', { name: 'Therapist’s notes' })).toContainText(
    'Typed while another draft was made.',
  );
});

test('versions are told apart by where they come from and compared', async ({ page }) => {
  await page.getByRole('button', { name: /^Version \d+, by hand$/ }).click();
  const drawer = page.getByRole('dialog', { name: 'Versions' });
  await expect(drawer.getByText('Version 1, drafted')).toBeVisible();
  await expect(drawer.getByText(/^Version \d+, drafted again \(offered\)$/)).toBeVisible();
  await expect(drawer.getByText(/^Version \d+, by hand \(current\)$/)).toBeVisible();
  await lookAt(page, 'review-versions');
  await drawer
    .getByRole('button', { name: /^What changed in version/ })
    .first()
    .click();
  await expect(drawer.getByText('Underlined: added. Struck through: removed.')).toBeVisible();
  await drawer.getByLabel('From').selectOption('1');
  await expect(drawer.locator('ins, del').first()).toBeVisible();
  await lookAt(page, 'review-changes');
  await drawer.getByRole('button', { name: 'All versions' }).click();
  await drawer.getByRole('button', { name: 'Read version 1' }).click();
  await expect(drawer.getByRole('heading', { name: 'Summary for the client' })).toBeVisible();
});

test('another format shows the same claims with their evidence', async ({ page }) => {
  const format = page.getByLabel('Format');
  for (const name of ['SOAP', 'DAP', 'BIRP', 'GIRP', 'PIRP', 'Intake']) {
    await format.selectOption({ label: name });
    await expect(page.getByText('The same claims in another order.')).toBeVisible();
    await expect(
      page.getByRole('region', { name: 'Note' }).getByRole('heading', { level: 3 }).first(),
    ).toBeVisible();
  }
  await format.selectOption({ label: 'SOAP' });
  await expect(page.getByRole('heading', { level: 3, name: 'Subjective' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Evidence at/ }).first()).toBeVisible();
  await lookAt(page, 'review-soap');
});

test('the process note is private, apart, and kept', async ({ page }) => {
  const panel = page.getByRole('region', { name: 'Process note' });
  await expect(panel).toContainText('Only you can read this.');
  await panel.getByRole('button', { name: 'Open my process note' }).click();
  await panel.getByRole('textbox').fill('My own thoughts.');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The process note was saved.')).toBeVisible();
  await panel.scrollIntoViewIfNeeded();
  await lookAt(page, 'review-process-note');
  await page.reload();
  await panel.getByRole('button', { name: 'Open my process note' }).click();
  await expect(panel.getByRole('textbox')).toHaveValue('My own thoughts.');
  await panel.getByRole('button', { name: 'Delete' }).click();
  await page
    .getByRole('dialog', { name: 'Delete your process note?' })
    .getByRole('button', { name: 'Delete' })
    .click();
  await expect(page.getByText('The process note was deleted.')).toBeVisible();
});

test('every open item is decided with the keyboard, and the note is signed with a fresh proof', async ({
  page,
}) => {
  const { open_items: all } = await review(page);
  const open = page.locator('li[data-open]');
  await expect(open).toHaveCount(all);
  if (all > 0) {
    await expect(page.getByRole('button', { name: 'Sign', exact: true })).toBeDisabled();
    await page.keyboard.press('n');
    await expect(open.locator('[aria-expanded=true]')).toBeFocused();
    await lookAt(page, 'review-item');
    // Decided, taken back, decided again.
    await page.keyboard.press('3');
    await expect(open).toHaveCount(all - 1);
    await page
      .getByRole('button', { name: /^Undo: / })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await expect(open).toHaveCount(all);
    await page.keyboard.press('n');
  }
  for (let left = all; left > 0; left -= 1) {
    // After a decision the next open item has the focus.
    await expect(open.locator('[aria-expanded=true]')).toBeFocused();
    await page.keyboard.press('1');
    await expect(open).toHaveCount(left - 1);
  }
  expect((await review(page)).open_items).toBe(0);
  await expect(page.locator('#before-signing')).toHaveText('Nothing is open.');
  // After the last decision the focus is already there.
  await tabTo(page, page.getByRole('button', { name: 'Sign', exact: true }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Sign this note?' });
  await tabTo(page, dialog.getByRole('button', { name: 'Sign' }));
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Confirm the statement first.')).toBeVisible();
  await tabTo(page, dialog.getByRole('checkbox'));
  await page.keyboard.press('Space');
  // What is read here is what is stored.
  const { attestation } = await review(page);
  await expect(dialog.getByText(attestation.sign, { exact: true })).toBeVisible();
  await lookAt(page, 'review-sign');
  await tabTo(page, dialog.getByRole('button', { name: 'Sign' }));
  await page.keyboard.press('Enter');
  const asked = page.getByRole('dialog', { name: 'Is it you?' });
  await expect(asked.getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Signed note' })).toBeVisible();
  await expect(dialog).toBeHidden();
  expect((await review(page)).signature?.statement).toBe(attestation.sign);
});

test('a signed note is read-only and says who stands for it, in every look', async ({ page }) => {
  await expect(page.getByText(`Signed by ${person.name} (therapist)`)).toBeVisible();
  await expect(page.getByText('identity shown with the password')).toBeVisible();
  const { signature } = await review(page);
  await expect(page.getByText(`“${signature?.statement}”`)).toBeVisible();
  await expect(page.getByText('Draft ready to review')).toHaveCount(0);
  await expect(page.getByTitle(signature?.content_hash ?? 'none')).toContainText(
    'Fingerprint of the content',
  );
  await expect(page.getByRole('button', { name: /^Edit: / })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Sign', exact: true })).toHaveCount(0);
  await page.getByText(`Signed by ${person.name} (therapist)`).scrollIntoViewIfNeeded();
  await lookAt(page, 'review-signed');
  const scheme = (name: string) =>
    expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await scheme('dark');
  await lookAt(page, 'review-signed-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await scheme('light');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByText(`Signed by ${person.name} (therapist)`).scrollIntoViewIfNeeded();
  await lookAt(page, 'review-signed-phone');
  await page.goto('/sessions');
  const row = page.getByRole('table').getByRole('row').filter({ hasText: 'Robin Vale' });
  await expect(row).toContainText('Signed');
  await expect(row).not.toContainText('Draft');
});

test('the supervisor co-signs it with a fresh proof', async ({ page, browser, baseURL }) => {
  const session = (await (await page.request.get(`/api/sessions/${sessionId}`)).json()) as {
    therapist_id: string;
  };
  const supervisor = await newSupervisor(session.therapist_id);
  const context = await browser.newContext({ baseURL, storageState: supervisor.state });
  const theirs = await context.newPage();
  await theirs.goto(`/sessions/${sessionId}`);
  await expect(theirs.getByRole('heading', { level: 2, name: 'Signed note' })).toBeVisible();
  await expect(theirs.getByRole('button', { name: 'Amend' })).toHaveCount(0);
  await theirs.getByRole('button', { name: 'Co-sign' }).click();
  const dialog = theirs.getByRole('dialog', { name: 'Co-sign this note?' });
  const { attestation } = await review(theirs);
  await expect(dialog.getByText(attestation.co_sign, { exact: true })).toBeVisible();
  await dialog.getByRole('checkbox').check();
  await lookAt(theirs, 'review-co-sign');
  await dialog.getByRole('button', { name: 'Co-sign' }).click();
  await proveWithPassword(theirs, supervisor.password);
  const heading = { level: 2, name: 'Signed and co-signed note' };
  await expect(theirs.getByRole('heading', heading)).toBeVisible();
  expect((await review(theirs)).co_signature?.statement).toBe(attestation.co_sign);
  await context.close();
  // The therapist's open page hears of it.
  await expect(page.getByRole('heading', heading)).toBeVisible();
  const signed = page.getByText(`Co-signed by ${supervisor.name} (supervisor)`);
  await signed.scrollIntoViewIfNeeded();
  await expect(signed).toBeVisible();
  await lookAt(page, 'review-co-signed');
});

test('an addendum is added beside the signed note', async ({ page }) => {
  await page.getByRole('button', { name: 'Amend' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add to a signed note' });
  await dialog.getByRole('button', { name: 'Add to the record' }).click();
  await expect(dialog.getByText('Write what is to be added.')).toBeVisible();
  await dialog.getByLabel('Text').fill('The client called the day after and was well.');
  const { attestation } = await review(page);
  await dialog.getByRole('checkbox').check();
  await dialog.getByLabel('Kind').selectOption('correction');
  await expect(dialog.getByText(attestation.correction, { exact: true })).toBeVisible();
  // Another kind is another statement, to be confirmed anew.
  await expect(dialog.getByRole('checkbox')).not.toBeChecked();
  await dialog.getByLabel('Kind').selectOption('addendum');
  await expect(dialog.getByText(attestation.addendum, { exact: true })).toBeVisible();
  await dialog.getByRole('checkbox').check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Add to the record' }).click();
  const asked = page.getByRole('dialog', { name: 'Is it you?' });
  const list = page.getByRole('region', { name: 'Amendments' });
  await expect(asked.or(list)).toBeVisible();
  if (await asked.isVisible()) await proveWithPassword(page, person.password);
  await expect(list).toContainText('The client called the day after and was well.');
  await expect(list).toContainText(`Addendum by ${person.name}`);
  await list.scrollIntoViewIfNeeded();
  await lookAt(page, 'review-amended');
});

test('a note in the wrong record is voided and no longer shown', async ({ page }) => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Void the note' }).click();
  const dialog = page.getByRole('dialog', { name: 'Void this note?' });
  await dialog.getByRole('radio', { name: 'It belongs to another session' }).check();
  await dialog.getByRole('button', { name: 'Void the note' }).click();
  const asked = page.getByRole('dialog', { name: 'Is it you?' });
  const heading = page.getByRole('heading', { level: 2, name: 'Voided note' });
  await expect(asked.or(heading)).toBeVisible();
  if (await asked.isVisible()) await proveWithPassword(page, person.password);
  await expect(heading).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^Note voided$/ })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Summary', exact: true })).toHaveCount(0);
  await lookAt(page, 'review-voided');
});
