import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, startBrowser } from '../harness/console/open-console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const welcomed = (userId: string) =>
  ['Campaign Interaction', { userId, interaction: 'email.received', campaignId: 'welcome-email' }] as const;
const opensIt = (userId: string) =>
  [
    'Campaign Interaction',
    { userId, interaction: 'email.opened', campaignId: 'welcome-email', openKind: 'human' },
  ] as const;

describe('the tasks of a marketer', () => {
  test('a marketer builds a resend to non-openers, publishes it, finds out why one user got nothing, sees how many leave tomorrow, changes a text while people wait, and stops it', async () => {
    const opened = await openConsole(browser);
    const { page, open, send, advance } = opened;

    // Builds the campaign, by the four steps.
    await open('/');
    await page.getByRole('link', { name: 'New campaign' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Resend the welcome');
    await page.getByLabel('Subject', { exact: true }).fill('Did you see this?');
    await page.getByLabel('Text', { exact: true }).fill('Hello');
    await page.getByRole('button', { name: 'Next: 2. Trigger' }).click();
    await page.getByRole('button', { name: 'Add a trigger' }).click();
    await page.getByRole('button', { name: 'The user' }).first().click();
    await page.getByRole('option', { name: 'receives an email' }).first().click();
    await page.getByLabel('Target campaign').fill('welcome-email');
    await page.getByRole('button', { name: 'Next: 3. Delay and exceptions' }).click();
    await page.getByRole('radio', { name: 'After a time' }).check();
    await page.getByLabel('Schedule delay: Number').fill('2');
    await page.getByRole('button', { name: 'Add an exception' }).click();
    await page.getByRole('button', { name: 'The user' }).first().click();
    await page.getByRole('option', { name: 'opens an email' }).first().click();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved as version 1.').waitFor();

    // Publishes it.
    await page.getByRole('link', { name: 'To the page of the campaign' }).click();
    await page.getByRole('button', { name: 'Publish…' }).click();
    await page.getByRole('button', { name: 'Publish version 1' }).click();
    await page.getByText('Version 1 is published.').waitFor();
    await send(welcomed('ada'), welcomed('ben'), welcomed('cleo'), opensIt('cleo'));
    await advance('1 day');

    // Finds out why one user got nothing.
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('cleo');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'User cleo' }).waitFor();
    await page.getByText('the user did something that the campaign lists as an exception').first().waitFor();

    // Sees how many leave tomorrow.
    await page.getByRole('link', { name: 'Departures', exact: true }).click();
    await page.getByRole('button', { name: 'Count the users who wait' }).click();
    const wave = page.getByRole('row', { name: /resend-the-welcome/ });
    await expect.poll(() => wave.textContent()).toContain('Dec 3, 2026');
    await expect.poll(() => wave.getByRole('gridcell', { name: '2', exact: true }).count()).toBe(1);

    // Changes the text while two users wait, and sees who is affected.
    await wave.getByRole('link', { name: 'resend-the-welcome' }).click();
    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Subject', { exact: true }).fill('A second chance');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Saved as version 2.').waitFor();
    await page.getByRole('link', { name: 'To the page of the campaign' }).click();
    await page.getByRole('button', { name: 'Publish…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Users who wait: 2').waitFor();
    expect(await dialog.getByRole('row', { name: /messages.0.subject/ }).textContent()).toContain(
      'Changes for them too',
    );
    await dialog.getByRole('button', { name: 'Publish version 2' }).click();
    await page.getByText('Version 2 is published.').waitFor();

    // Stops it.
    await page.getByRole('button', { name: 'Stop…' }).click();
    await page.getByRole('button', { name: 'Stop and end 2 waits' }).click();
    await page.getByText('The campaign is stopped. Ended: 2 waits.').waitFor();
    await opened.close();
  });
});
