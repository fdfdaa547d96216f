import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildResend, changeSubjectOfTwo, publishSaved } from '../harness/console/campaign-steps.ts';
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
    await buildResend(page, { name: 'Resend the welcome', target: 'welcome-email' });

    // Publishes it.
    await publishSaved(page, 1);
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
    await changeSubjectOfTwo(page);

    // Stops it.
    await page.getByRole('button', { name: 'Stop…' }).click();
    await page.getByRole('button', { name: 'Stop and end 2 waits' }).click();
    await page.getByText('The campaign is stopped. Ended: 2 waits.').waitFor();
    await opened.close();
  });
});
