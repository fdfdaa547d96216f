import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, startBrowser } from '../harness/console/open-console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** A campaign with statistics, whose messages this installation puts into the inbox. */
const tip = {
  id: 'tip',
  name: 'The tip',
  triggers: [{ interaction: 'email.opened', campaign: 'welcome' }],
  statistics: true,
  messages: [{ channel: 'content_card', title: 'A tip', body: 'Try the search' }],
};

const openEmail = (userId: string) =>
  ['Campaign Interaction', { userId, interaction: 'email.opened', campaignId: 'welcome' }] as const;

describe('the outcomes of messages', () => {
  test('the funnel of a campaign with statistics shows how many messages were opened and clicked, and the statistics by channel (R48, R86)', async () => {
    const { page, url, call, send, advance, open, expectAccessible, close } = await openConsole(browser, {
      env: { PUBLIC_PORT: '0' },
    });
    await call('PUT', '/campaigns/tip', tip);
    await call('POST', '/campaigns/tip/publish');
    await send(openEmail('ada'), openEmail('ben'), openEmail('cleo'));
    await advance('1 minute');
    for (const [userId, answers] of [
      ['ada', ['viewed', 'clicked', 'viewed']],
      ['ben', ['viewed', 'dismissed']],
    ] as const) {
      const { token } = await call('POST', '/inbox-tokens', { userId });
      const headers = { authorization: `Bearer ${token}` };
      const { messages } = (await (await fetch(`${url}/inbox`, { headers })).json()) as { messages: { id: string }[] };
      for (const did of answers)
        expect((await fetch(`${url}/inbox/${messages[0]?.id}/${did}`, { method: 'POST', headers })).status).toBe(200);
    }
    await open('/campaigns/tip');
    const row = (name: RegExp) => page.getByRole('table', { name: 'Users so far' }).getByRole('row', { name });
    await row(/^Messages opened/).waitFor();
    const cellsOf = (name: RegExp) => row(name).getByRole('cell').allInnerTexts();
    expect((await cellsOf(/^Dispatched/))[0]).toBe('3');
    expect((await cellsOf(/^Messages opened/))[0]).toBe('2');
    expect(await cellsOf(/^Messages clicked/)).toEqual(['1', '–', 'No list: see the messages of a user']);
    expect(await row(/^Messages delivered/).count()).toBe(0);
    await expectAccessible();
    await page.getByRole('tab', { name: 'Statistics' }).click();
    const table = page.getByRole('table', { name: 'Messages sent by this installation: Epoch 0' });
    const cells = table.getByRole('row', { name: /^Messages/ }).getByRole('cell');
    await cells.first().waitFor();
    expect(await cells.allInnerTexts()).toEqual(['Content card', '3', '0', '2', '1', '0']);
    await expectAccessible();
    await open('/campaigns');
    await page
      .getByRole('row', { name: /The tip/ })
      .getByRole('link', { name: 'welcome', exact: true })
      .waitFor();
    await close();
  });
});
