import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';

let browser: Browser;
let opened: OpenedConsole;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  opened = await openConsole(browser);
});
afterEach(() => opened.close());

const pushAt = (userId: string, fields: object) =>
  ['Campaign Interaction', { userId, interaction: 'push.received', campaignId: 'cart', ...fields }] as const;

describe('the list of refused events', () => {
  test('a refused event is shown with its reason in words, the field and the event itself as text (R61)', async () => {
    const { page, open, send, expectAccessible } = opened;
    await send(pushAt('ada', { interaction: '<img src=x onerror=alert(1)>' }), ['Unheard Of', { userId: 'ben' }]);
    await open('/refused');
    const row = page.getByRole('row', { name: /A field of its Detail is missing or wrong/ });
    await row.waitFor();
    expect(await row.textContent()).toContain('interaction');
    await row.getByRole('button', { name: /^Show the event/ }).click();
    await row.getByText('<img src=x onerror=alert(1)>').last().waitFor();
    expect(await page.locator('img').count()).toBe(0);
    await page.getByRole('row', { name: /Its DetailType is unknown/ }).waitFor();
    await expectAccessible();
    await page.getByLabel('User id').fill('ben');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await expect.poll(() => page.url()).toContain('userId=ben');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page
      .getByRole('row', { name: /Its DetailType is unknown/ })
      .getByRole('link', { name: 'ben' })
      .click();
    await page.getByRole('heading', { level: 1, name: 'User ben' }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(3);
  });

  test('selected events are retried after their consequences were shown, and the result of each is listed (R61)', async () => {
    const { page, open, send, advance, call, expectAccessible } = opened;
    await send(pushAt('early', { occurredAt: '2026-12-01T09:00:00Z' }), pushAt('wrong', { interaction: 'none' }));
    await advance('2 hours');
    await open('/refused');
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).click();
    await page.getByRole('button', { name: 'Retry 2 events' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This cannot be undone.').waitFor();
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Retry 2 events' }).click();
    await page.getByText('Put again: 1. Not put: 1.').waitFor();
    await page.getByText(/Put again as event/).waitFor();
    const results = page.getByRole('table', { name: 'Results of the retry' });
    expect(await results.textContent()).toContain('A field of its Detail is missing or wrong');
    const { refused } = await call('GET', '/refused?userId=early');
    expect(JSON.stringify(refused)).toContain('"retriedAt"');
    await page.getByText(/^Put again: Dec/).waitFor();
    await expectAccessible();
  });

  test('a list that cannot be read is shown as that, and never as an empty one', async () => {
    const { page, open } = opened;
    const error = { code: 'unhealthy', message: 'the store does not answer' };
    await page.route(/\/refused(\?.*)?$/, (route) => route.fulfill({ status: 403, json: { error } }));
    await open('/refused');
    await page.getByText('the store does not answer').waitFor();
    expect(await page.getByText('No event was refused.').count()).toBe(0);
  });

  test('an installation without refused events states that there are none', async () => {
    await opened.open('/refused');
    await opened.page.getByText('No event was refused.').waitFor();
    await opened.expectAccessible();
  });
});
