import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR } from '../../core/contracts/time-span.ts';
import type { InboxMessage } from '../../core/inbox.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { inboxMessage } from '../harness/adapters/sample-inbox.ts';
import { openPublic } from '../harness/api/open-public.ts';
import { type Served, serve } from '../harness/clients/serve.ts';
import { createShop } from '../harness/clients/shop-page.ts';
import { findBrowser } from './find-browser.ts';

let browser: Browser;
beforeAll(async () => {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('expected a Chromium: npm run test:clients finds one');
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

/** A shop, a public interface whose inbox its page may read, and a page of the browser. */
interface Opened extends ReturnType<typeof openPublic> {
  readonly shop: Served;
  readonly api: Served;
  readonly page: Page;
  readonly scripts: string[];
}

async function open({ isAllowed = true } = {}): Promise<Opened> {
  const addresses = { api: '' };
  const tokens: { create: () => string } = { create: () => '' };
  const shop = await serve(createShop({ getApi: () => addresses.api, createToken: () => tokens.create() }));
  const opened = openPublic({ allowedOrigins: isAllowed ? [shop.origin] : ['https://shop.example'] });
  tokens.create = () => opened.tokens.create('inbox', { userId: 'ann', expiresAt: NOON + HOUR });
  const api = await serve(opened.app);
  addresses.api = api.origin;
  const page = await browser.newPage();
  const scripts: string[] = [];
  page.on('dialog', (dialog) => {
    scripts.push(dialog.message());
    void dialog.dismiss();
  });
  return { ...opened, shop, api, page, scripts };
}

let opened: Opened;
beforeEach(async () => {
  opened = await open();
});
afterEach(async () => {
  await opened.page.close();
  await Promise.all([opened.shop.end(), opened.api.end()]);
});

const card = (dispatchId: string, body: string): InboxMessage =>
  inboxMessage('ann', { dispatchId, channel: 'content_card', content: { body } });
const interactions = () => opened.reported.map(({ Detail }) => Detail['interaction']);

describe('a page of a shop', () => {
  test('a page shows an in-app message with its buttons, and a press of one is reported with its click (R89)', async () => {
    const { page, shop, messages } = opened;
    const message = inboxMessage('ann');
    await messages.put(message);
    await page.goto(shop.origin);
    const dialog = page.getByRole('dialog', { name: 'Hello' });
    await dialog.waitFor();
    expect(await dialog.getByRole('button').allTextContents()).toEqual(['Show it', 'Not now', '×']);
    await dialog.getByRole('button', { name: 'Show it' }).click();
    await expect
      .poll(interactions)
      .toEqual(['in_app_message.viewed', 'in_app_message.clicked', 'in_app_message.button_clicked']);
    expect(await dialog.count()).toBe(0);
    expect(await messages.get('ann', message.id)).toMatchObject({ viewedAt: NOON, pressed: [{ buttonId: 'yes' }] });
  });

  test('a message that its user closes, by the button or by Escape, does not come back (R89)', async () => {
    const { page, shop, messages } = opened;
    for (const dispatchId of ['d1', 'd2']) await messages.put(inboxMessage('ann', { dispatchId }));
    await page.goto(shop.origin);
    const dialog = page.getByRole('dialog');
    await dialog.nth(1).waitFor();
    await dialog.nth(1).getByRole('button', { name: 'Close' }).click();
    await dialog.first().focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
    await expect.poll(async () => (await messages.list('ann')).items).toEqual([]);
    await page.reload();
    await page.getByText('0 messages').waitFor();
  });

  test('a page lists cards, and a dismissed one is gone here and after a reload (R89)', async () => {
    const { page, shop, messages } = opened;
    for (const each of [card('d1', 'New shoes'), card('d2', 'New hats')]) await messages.put(each);
    await page.goto(shop.origin);
    await page.getByRole('listitem').filter({ hasText: 'New hats' }).getByRole('button').click();
    await expect.poll(() => page.getByRole('listitem').allTextContents()).toEqual(['New shoesDismiss']);
    await page.reload();
    await expect.poll(() => page.getByRole('listitem').allTextContents()).toEqual(['New shoesDismiss']);
    await expect.poll(interactions).toContain('content_card.dismissed');
  });

  test('a message that arrives while the page is open is shown by the next poll (R89)', async () => {
    const { page, shop, messages } = opened;
    await page.goto(shop.origin);
    await page.getByText('0 messages').waitFor();
    await messages.put(card('d1', 'New shoes'));
    await page.getByText('New shoes').waitFor();
  });

  test('markup and scripts in a message are shown as text, and no script runs (R90)', async () => {
    const { page, shop, messages, scripts } = opened;
    const attack = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    const content = {
      title: attack,
      body: attack,
      url: 'javascript:alert(3)',
      imageUrl: 'javascript:alert(4)',
      buttons: [{ id: 'yes', label: attack, url: 'javascript:alert(5)' }],
    };
    await messages.put(inboxMessage('ann', { content }));
    await page.goto(shop.origin);
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.locator('h2, p, .cc-button').allTextContents()).toEqual([attack, attack, attack]);
    expect(await dialog.locator('img, script, a').count()).toBe(0);
    await dialog.locator('.cc-button').click();
    await expect.poll(interactions).toContain('in_app_message.button_clicked');
    expect(scripts).toEqual([]);
  });

  test('a page of an origin that is not allowed reads nothing (R89)', async () => {
    const other = await open({ isAllowed: false });
    await other.messages.put(card('d1', 'New shoes'));
    await other.page.goto(other.shop.origin);
    await other.page.getByText('TypeError').waitFor();
    expect(await other.page.getByRole('listitem').count()).toBe(0);
    expect(other.reported).toEqual([]);
    await other.page.close();
    await Promise.all([other.shop.end(), other.api.end()]);
  });
});

describe('the page to unsubscribe', () => {
  test('a user without scripts unsubscribes by the button of the page, and the page alone changes nothing (R85)', async () => {
    const { api, tokens, optOuts } = opened;
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const token = tokens.create('unsubscribe', { userId: 'ann', channel: 'email', campaignId: 'welcome' });
    await page.goto(`${api.origin}/unsubscribe/${token}`);
    expect(await page.getByRole('button').allTextContents()).toEqual(['Unsubscribe']);
    // The style is applied only if its hash is in the policy.
    expect(await page.evaluate("getComputedStyle(document.querySelector('button')).color")).toBe('rgb(255, 255, 255)');
    expect(optOuts).toEqual([]);
    await page.getByRole('button').click();
    await page.getByRole('heading', { name: 'You are unsubscribed' }).waitFor();
    expect(optOuts).toMatchObject([{ userId: 'ann', channel: 'email' }]);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });

  test('a link of an email leads a browser to its address, and reports one click (R94)', async () => {
    const { api, shop, page, tokens } = opened;
    const token = tokens.create('link', {
      userId: 'ann',
      campaignId: 'welcome',
      dispatchId: 'd1',
      part: 0,
      url: `${shop.origin}/`,
    });
    await page.goto(`${api.origin}/l/${token}`);
    expect(page.url()).toBe(`${shop.origin}/`);
    expect(interactions()).toEqual(['email.clicked']);
  });
});
