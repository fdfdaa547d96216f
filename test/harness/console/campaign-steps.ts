import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Fills the four steps of the form, which is open: a resend by email to those who do not open the email of a target campaign within two days. */
export async function fillResend(page: Page, { name, target }: { readonly name: string; readonly target: string }) {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Subject', { exact: true }).fill('Did you see this?');
  await page.getByLabel('Text', { exact: true }).fill('Hello');
  await page.getByRole('button', { name: 'Next: 2. Trigger' }).click();
  await page.getByRole('button', { name: 'Add a trigger' }).click();
  await page.getByRole('button', { name: 'The user' }).first().click();
  await page.getByRole('option', { name: 'receives an email' }).first().click();
  await page.getByLabel('Target campaign').fill(target);
  await page.getByRole('button', { name: 'Next: 3. Delay and exceptions' }).click();
  await page.getByRole('radio', { name: 'After a time' }).check();
  await page.getByLabel('Schedule delay: Number').fill('2');
  await page.getByRole('button', { name: 'Add an exception' }).click();
  await page.getByRole('button', { name: 'The user' }).first().click();
  await page.getByRole('option', { name: 'opens an email' }).first().click();
}

/** Builds a resend in the editor, which is open, and saves the draft. */
export async function buildResend(page: Page, resend: { readonly name: string; readonly target: string }) {
  await fillResend(page, resend);
  await saveDraft(page, 1);
}

/** Changes the subject of a campaign from its page while two users wait, and publishes it as version 2, seeing that it changes for them too. */
export async function changeSubjectOfTwo(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Subject', { exact: true }).fill('A second chance');
  await saveDraft(page, 2);
  await publishSaved(page, 2, async () => {
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Users who wait: 2').waitFor();
    expect(await dialog.getByRole('row', { name: /messages.0.subject/ }).textContent()).toContain(
      'Changes for them too',
    );
  });
}

async function saveDraft(page: Page, version: number): Promise<void> {
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByText(`Saved as version ${version}.`).waitFor();
}

/** Publishes a version that was just saved in the editor, from the page of its campaign. `look` looks at the plan before. */
export async function publishSaved(page: Page, version: number, look = async () => {}): Promise<void> {
  await page.getByRole('link', { name: 'To the page of the campaign' }).click();
  await page.getByRole('button', { name: 'Publish…' }).click();
  await look();
  await page.getByRole('button', { name: `Publish version ${version}` }).click();
  await page.getByText(`Version ${version} is published.`).waitFor();
}

/** Takes the first steps, whose page is open, until the events of the example are sent. Returns the regions of its two users. */
export async function sendExample(page: Page) {
  await page.getByRole('button', { name: 'Save and publish the example' }).click();
  await page.getByText('The example is published.').waitFor();
  await page.getByRole('button', { name: 'Send the events' }).click();
  await page.getByText('Three events were sent.').waitFor();
  return {
    ada: page.getByRole('region', { name: 'first-steps-ada', exact: true }),
    ben: page.getByRole('region', { name: 'first-steps-ben', exact: true }),
  };
}

/** Archives the example of the first steps. */
export async function archiveExample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Archive the example' }).click();
  await page.getByText('The example is archived.').waitFor();
}
