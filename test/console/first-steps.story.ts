import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { archiveExample, sendExample } from '../harness/console/campaign-steps.ts';
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

describe('the first steps', () => {
  test('a newcomer publishes the example, sends events, and sees why one user gets the message and the other does not', async () => {
    const { page, open, call, expectAccessible } = opened;
    await open('/');
    await page.getByRole('link', { name: 'Take the first steps with an example.' }).click();
    const { ada, ben } = await sendExample(page);
    await ada.getByText(/enrolled, message due/).waitFor();
    await ben.getByText('wait cancelled: the user did something that the campaign lists as an exception').waitFor();
    await page.getByRole('button', { name: 'Move the clock by a minute' }).click();
    await ada.getByText('message sent').waitFor();
    await expectAccessible();
    const { dispatches } = await call('GET', '/dispatches');
    expect(dispatches).toMatchObject([{ userId: 'first-steps-ada', campaignId: 'first-steps' }]);
    await archiveExample(page);
  });

  test('a campaign of someone else with the id of the example is left as it is', async () => {
    const { page, open, call } = opened;
    const own = {
      id: 'first-steps',
      name: 'Mine',
      triggers: [{ behavior: 'purchase.made' }],
      messages: [{ channel: 'push', body: 'Hello' }],
    };
    await call('PUT', '/campaigns/first-steps', own);
    await open('/first-steps');
    await page.getByText('There is another campaign with the id of the example. It is left as it is.').waitFor();
    expect(await page.getByRole('button', { name: 'Save and publish the example' }).isDisabled()).toBe(true);
  });
});
