import type { Browser, Page } from 'playwright-core';
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

/** The maximum time from the call of a list to its first row in the page, in milliseconds. */
const MAX_WAIT_MS = 300;

/** Marks the instant at which a link with a text is first in the page, by its clock: the steps of a story take time themselves. */
async function watchForLink(page: Page, text: RegExp): Promise<void> {
  await page.evaluate(`new MutationObserver((_, observer) => {
    if (![...document.querySelectorAll('a')].some(({ textContent }) => ${text}.test(textContent))) return;
    observer.disconnect();
    performance.mark('first row');
  }).observe(document, { subtree: true, childList: true, characterData: true })`);
}

/** Returns the milliseconds from the first call of a path until the first row was in the page. */
async function measureFirstRow(page: Page, path: string): Promise<number> {
  const read = (wanted: string) => {
    const [mark] = performance.getEntriesByName('first row');
    const call = performance.getEntriesByType('resource').find(({ name }) => new URL(name).pathname === wanted);
    return mark === undefined || call === undefined ? undefined : Math.round(mark.startTime - call.startTime);
  };
  await expect.poll(() => page.evaluate(read, path), { timeout: 20_000 }).toBeDefined();
  return (await page.evaluate(read, path)) ?? Number.POSITIVE_INFINITY;
}

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
    await watchForLink(page, /^Campaign number 0$/);
    await page.getByRole('link', { name: 'Campaigns', exact: true }).click();
    const waited = await measureFirstRow(page, '/campaigns');
    console.log(`first row of 1,000 campaigns: ${waited} ms after the list was asked for`);
    expect(waited).toBeLessThanOrEqual(MAX_WAIT_MS);
    const { campaigns } = (await (await answered).json()) as { campaigns: unknown[] };
    expect(campaigns.length).toBe(20);
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('link', { name: 'Campaign number 99', exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'Find by id or name' }).fill('number 777');
    await page.getByRole('link', { name: 'Campaign number 777' }).waitFor();
    await expect.poll(() => page.url()).toMatch(/#\/campaigns\?q=number[+%20]+777$/);
    await page.reload();
    await page.getByRole('link', { name: 'Campaign number 777' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
  });

  test('a campaign with 100,000 enrollments shows its first rows at once, and reads no more than a page of them', async () => {
    const { page, call, send, open } = opened;
    await call('PUT', '/campaigns/resend-welcome', welcome);
    await call('POST', '/campaigns/resend-welcome/publish');
    for (let first = 0; first < 100_000; first += 1_000)
      await send(
        ...Array.from({ length: 1_000 }, (_, index) => {
          const interaction = { interaction: 'email.received', campaignId: 'welcome-email' };
          return ['Campaign Interaction', { userId: `user-${first + index}`, ...interaction }] as const;
        }),
      );
    await open('/campaigns/resend-welcome');
    await page.getByRole('tab', { name: 'Enrollments' }).waitFor();
    await watchForLink(page, /^user-\d+$/);
    await page.getByRole('tab', { name: 'Enrollments' }).click();
    const path = '/campaigns/resend-welcome/enrollments';
    const waited = await measureFirstRow(page, path);
    console.log(`first row of 100,000 enrollments: ${waited} ms after the list was asked for`);
    expect(waited).toBeLessThanOrEqual(MAX_WAIT_MS);
    await expect.poll(() => page.getByRole('row').count()).toBe(21);
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => page.getByRole('row').count()).toBeGreaterThan(21);
    expect(await page.getByRole('row').count()).toBeLessThanOrEqual(121);
  }, 120_000);
});
