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

const follow = (id: string, delay: string) => ({
  id,
  name: id,
  triggers: [{ interaction: 'push.received', campaign: 'cart' }],
  delay,
  messages: [{ channel: 'push', body: 'Hello again' }],
});
const pushTo = (userId: string) =>
  ['Campaign Interaction', { userId, interaction: 'push.received', campaignId: 'cart' }] as const;

describe('the departures of all campaigns', () => {
  test('waves of all campaigns are listed, soonest first, with their users on request', async () => {
    const { page, open, call, send, expectAccessible } = opened;
    for (const [id, delay] of [
      ['a-late-one', '7 days'],
      ['b-soon-one', '1 day'],
    ] as const) {
      await call('PUT', `/campaigns/${id}`, follow(id, delay));
      await call('POST', `/campaigns/${id}/publish`);
    }
    await send(pushTo('ada'), pushTo('ben'));
    await open('/departures');
    const rows = page.getByRole('grid', { name: 'Waves that wait' }).getByRole('row');
    // Until they are read, the only row says that they are loading.
    await rows.nth(2).waitFor();
    expect(await rows.nth(1).textContent()).toContain('b-soon-one');
    expect(await rows.nth(1).textContent()).toContain('Dec 2, 2026');
    expect(await rows.nth(2).textContent()).toContain('a-late-one');
    expect(await page.getByText('Not counted').count()).toBe(2);
    await page.getByText(/^All waves are shown, soonest first: 2\./).waitFor();
    await page.getByRole('button', { name: 'Count the users who wait' }).click();
    await expect.poll(() => page.getByText('Not counted').count()).toBe(0);
    expect(await rows.nth(1).getByRole('gridcell', { name: '2', exact: true }).count()).toBe(1);
    const counted = page.getByText(/^The users were counted as of .*, 20\d\d, .* [A-Z]/);
    const countedAt = await counted.textContent();
    // The waves are read again, the users are not.
    const reread = page.waitForResponse((response) => new URL(response.url()).pathname === '/waves');
    await page.getByRole('button', { name: 'Read again' }).click();
    await reread;
    expect(await counted.textContent()).toBe(countedAt);
    // The picture has a bar of each departure, and no figure that the table does not have.
    expect(await page.locator('svg.chart rect.bar').count()).toBe(2);
    await expectAccessible();
    await call('POST', '/pause');
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText(/All campaigns are paused since/).waitFor({ timeout: 20_000 });
  });

  test('an installation in which nothing waits states so', async () => {
    await opened.open('/departures');
    await opened.page.getByText('No wave waits.').waitFor();
    await opened.expectAccessible();
  });
});
