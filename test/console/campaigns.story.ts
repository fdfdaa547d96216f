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
});
