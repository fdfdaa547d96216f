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

const welcome = {
  id: 'resend-welcome',
  name: 'Resend the welcome email',
  triggers: [{ interaction: 'email.received', campaign: 'welcome-email' }],
  delay: '1 day',
  messages: [{ channel: 'push', body: 'Hello again' }],
};

describe('the list of campaigns', () => {
  test('the list shows each campaign with its status and its counts, and is accessible', async () => {
    const { page, call, send, open, expectAccessible } = opened;
    await call('PUT', '/campaigns/resend-welcome', welcome);
    await call('PUT', '/campaigns/draft-only', { ...welcome, id: 'draft-only', name: 'A draft' });
    await call('POST', '/campaigns/resend-welcome/publish');
    await send(['Campaign Interaction', { userId: 'ada', interaction: 'email.received', campaignId: 'welcome-email' }]);
    await open('/campaigns');
    const row = page.getByRole('row', { name: /Resend the welcome email/ });
    await row.waitFor();
    expect(await row.getByText('Published').count()).toBe(1);
    await expect
      .poll(() => row.getByRole('gridcell').nth(2).or(row.getByRole('cell').nth(2)).first().textContent())
      .toBeTruthy();
    expect(await page.getByRole('row', { name: /A draft/ }).count()).toBe(1);
    await expectAccessible();
  });

  test('a list of 1,000 campaigns shows its first rows at once, page by page, and filters by the address', async () => {
    const { page, call, open } = opened;
    for (let first = 0; first < 1_000; first += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => {
          const id = `campaign-${String(first + index).padStart(4, '0')}`;
          return call('PUT', `/campaigns/${id}`, { ...welcome, id, name: `Campaign number ${first + index}` });
        }),
      );
    await open('/first-steps');
    await page.getByRole('heading', { level: 1 }).waitFor();
    const answered = page.waitForResponse((response) => new URL(response.url()).pathname === '/campaigns');
    const begun = performance.now();
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    await page.getByRole('link', { name: 'Campaign number 0', exact: true }).waitFor();
    console.log(`first row of 1,000 campaigns: ${Math.round(performance.now() - begun)} ms after the click`);
    const { campaigns } = (await (await answered).json()) as { campaigns: unknown[] };
    expect(campaigns.length).toBeLessThanOrEqual(100);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('link', { name: 'Campaign number 100', exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'Find by id or name' }).fill('number 777');
    await page.getByRole('link', { name: 'Campaign number 777' }).waitFor();
    await expect.poll(() => page.url()).toMatch(/#\/campaigns\?q=number[+%20]+777$/);
    await page.reload();
    await page.getByRole('link', { name: 'Campaign number 777' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
  });
});
