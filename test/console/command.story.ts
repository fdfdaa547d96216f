import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { serveConsole } from '../../cli/console/serve-console.ts';
import { openFolder } from '../../server/console/console-source.ts';
import { findBuiltFolder, type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';

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

/** Serves the console of the opened installation as `campaign-connector console --endpoint` does, and returns the printed address. */
async function serveByCommand({ write = false, source = openFolder(findBuiltFolder()) } = {}): Promise<string> {
  const { address, stop } = await serveConsole({
    endpoint: opened.url,
    sign: false,
    port: 0,
    source,
    wantsWrite: write,
    allowsProduction: false,
    report: () => undefined,
  });
  onTestFinished(stop);
  return address;
}

describe('the console that the command serves', () => {
  test('the token of the printed address leaves the address at once, and pages that are opened in the tab keep it', async () => {
    const { page } = opened;
    const address = await serveByCommand();
    await page.goto(address);
    await page.getByText('There are no campaigns yet.').waitFor();
    expect(page.url()).not.toContain('t=');
    await page.reload();
    await page.getByText('There are no campaigns yet.').waitFor();
    await page.getByRole('region', { name: 'Campaign Connector' }).getByText('Read only').waitFor();
  });

  test('the page of a console that is still being built reloads itself, and keeps the token of its address', async () => {
    const { page } = opened;
    const built = openFolder(findBuiltFolder());
    let isBuilding = true;
    const address = await serveByCommand({
      source: { read: () => (isBuilding ? { state: 'building' } : built.read()), stop: () => undefined },
    });
    await page.goto(address);
    await page.getByRole('heading', { name: 'The console is being built' }).waitFor();
    isBuilding = false;
    await page.getByText('There are no campaigns yet.').waitFor();
  });

  test('a console that is read only changes nothing, says so, and shows the first steps in virtual time', async () => {
    const { page, call, expectAccessible } = opened;
    const address = await serveByCommand();
    await page.goto(address);
    await page.getByRole('link', { name: 'First steps' }).click();
    await page.getByText('This console was opened read only: nothing can be published or sent.').waitFor();
    expect(await page.getByRole('button', { name: 'Save and publish the example' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Watch it in virtual time' }).click();
    await page.getByRole('region', { name: 'first-steps-ben in virtual time' }).getByText('wait cancelled').waitFor();
    await page.getByRole('region', { name: 'first-steps-ada in virtual time' }).getByText('message sent').waitFor();
    await expectAccessible();
    const { campaigns } = await call('GET', '/campaigns');
    expect(campaigns).toEqual([]);
  });

  test('with --write, a campaign is published and events are sent through the command', async () => {
    const { page, call } = opened;
    const address = await serveByCommand({ write: true });
    await page.goto(address);
    await page.getByRole('link', { name: 'First steps' }).click();
    await page.getByRole('button', { name: 'Save and publish the example' }).click();
    await page.getByText('The example is published.').waitFor();
    await page.getByRole('button', { name: 'Send the events' }).click();
    await page.getByText('Three events were sent.').waitFor();
    expect(await call('GET', '/campaigns/first-steps')).toMatchObject({ status: 'published' });
  });

  test('a page without the token shows nothing of the installation, and says which address to open', async () => {
    const { page } = opened;
    const address = await serveByCommand();
    await page.goto(new URL('/', address).href);
    await page.getByText('Open the address that the command printed.').first().waitFor();
    expect(await page.getByText('There are no campaigns yet.').count()).toBe(0);
  });
});
