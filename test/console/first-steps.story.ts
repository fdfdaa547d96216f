import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { archiveExample, sendExample } from '../harness/console/campaign-steps.ts';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';

let browser: Browser;
let opened: OpenedConsole;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** Reads what happened to a user of the example in virtual time, each line without its instant. */
async function readCourse(page: Page, userId: string): Promise<string[]> {
  const lines = await page
    .getByRole('region', { name: `${userId} in virtual time` })
    .getByRole('listitem')
    .allTextContents();
  return lines.map((line) => line.replace(/^.*?\d\d:\d\d:\d\d [^:]+: /, ''));
}

describe('the first steps', () => {
  beforeEach(async () => {
    opened = await openConsole(browser);
  });
  afterEach(() => opened.close());

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

describe('the first steps on a system clock', () => {
  beforeEach(async () => {
    opened = await openConsole(browser, { clock: 'system' });
  });
  afterEach(() => opened.close());

  test('a newcomer watches the example in virtual time while it happens in the installation, and is done in a minute', async () => {
    const { page, open, call, expectAccessible } = opened;
    const start = performance.now();
    const readSeconds = () => Math.round((performance.now() - start) / 1_000);
    await open('/first-steps');
    const { ada, ben } = await sendExample(page);
    expect(await page.getByRole('button', { name: 'Move the clock by a minute' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Watch it in virtual time' }).click();
    const virtual = page.getByRole('region', { name: 'In virtual time', exact: true });
    await virtual.getByRole('listitem').getByText('message sent').waitFor();
    const virtualSeconds = readSeconds();
    expect(await readCourse(page, 'first-steps-ada')).toEqual([
      'opens the app',
      expect.stringMatching(/^enrolled, message due /),
      'message sent',
    ]);
    expect(await readCourse(page, 'first-steps-ben')).toEqual([
      'opens the app',
      expect.stringMatching(/^enrolled, message due /),
      'buys something',
      expect.stringMatching(/^wait cancelled: the user did something that the campaign lists as an exception$/),
    ]);
    await virtual.getByText('Hello there').waitFor();
    await ben.getByText('wait cancelled: the user did something that the campaign lists as an exception').waitFor();
    await ada.getByText('message sent').waitFor();
    console.log(
      `the departure was watched after ${virtualSeconds} s in virtual time, and after ${readSeconds()} s in real time`,
    );
    expect(readSeconds()).toBeLessThan(60);
    expect(await call('GET', '/dispatches')).toMatchObject({ dispatches: [{ userId: 'first-steps-ada' }] });
    await expectAccessible();
  });

  test('the clock of the example is moved by the keyboard, from event to event and over the slider', async () => {
    const { page, open, expectAccessible } = opened;
    await open('/first-steps');
    await page.getByRole('button', { name: 'Watch it in virtual time' }).focus();
    await page.keyboard.press('Enter');
    const virtual = page.getByRole('region', { name: 'In virtual time', exact: true });
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('In virtual time');
    const slider = virtual.getByRole('slider', { name: 'Virtual time' });
    await slider.waitFor({ state: 'attached' });
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Virtual time');
    await virtual.getByRole('button', { name: 'Pause' }).press('Enter');
    await slider.press('Home');
    await virtual.getByText('(0 seconds after the first event)').waitFor();
    expect(await readCourse(page, 'first-steps-ben')).toEqual([]);
    await page.getByText('Nothing has happened yet.').waitFor();
    const next = virtual.getByRole('button', { name: 'Next event' });
    await next.press('Enter');
    await virtual.getByText('(2 seconds after the first event)').waitFor();
    await next.press('Enter');
    await virtual.getByText('(6 seconds after the first event)').waitFor();
    expect((await readCourse(page, 'first-steps-ben')).at(-1)).toMatch(/^wait cancelled/);
    expect(await virtual.getByText('Hello there').count()).toBe(0);
    await slider.press('End');
    const sent = virtual.getByRole('listitem').getByText('message sent');
    await sent.waitFor();
    await virtual.getByRole('button', { name: 'Previous event' }).press('Enter');
    await sent.waitFor({ state: 'detached' });
    await expectAccessible();
    await page.setViewportSize({ width: 390, height: 800 });
    await expectAccessible();
    expect(Number(await page.evaluate('document.documentElement.scrollWidth'))).toBeLessThanOrEqual(390);
  });

  test('quiet hours of the installation hold the message of the example in virtual time, too (R26)', async () => {
    const { page, open, call } = opened;
    const formatHour = (offset: number) =>
      `${new Date(Date.now() + offset * 3_600_000).toISOString().slice(11, 13)}:00`;
    const quietHours = { from: formatHour(-1), to: formatHour(2), then: 'hold' };
    await call('PUT', '/settings', { quietHours });
    await open('/first-steps');
    await page.getByRole('button', { name: 'Watch it in virtual time' }).click();
    const ada = page.getByRole('region', { name: 'first-steps-ada in virtual time' });
    await ada.getByText('message sent').waitFor();
    expect((await readCourse(page, 'first-steps-ada'))[2]).toMatch(/^message held until .*: quiet hours$/);
    await page.getByText(/\(1 hour, .* after the first event\)/).waitFor();
  });
});
