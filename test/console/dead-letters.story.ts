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

const profile = {
  Source: 'shop',
  DetailType: 'User Profile Updated',
  Detail: { userId: 'ada', attributes: { vip: true } },
};

/** Answers the calls about dead letters as an installation on AWS would. */
async function answerAsOnAws(page: Page, retry: (call: number) => Promise<object>): Promise<void> {
  const impact = 'any';
  const queues = [
    { name: 'events', impact, error: 'AccessDenied: not authorized to read it' },
    { name: 'unsent-emails', impact, messages: 31 },
    { name: 'profiles', impact, messages: 0 },
  ];
  const letter = { at: '2026-12-01T07:00:00.000Z', attempts: 1, userIds: ['ada'], eventIds: [] };
  const sample = [
    { ...letter, id: 'm1', code: 'REFUSED', message: 'email: no such mailbox', body: { detail: {} }, canRetry: false },
    { ...letter, id: 'm2', body: 'no JSON <b>', cut: true, bytes: 70_000, canRetry: true },
  ];
  let calls = 0;
  await page.route(/\/dead-letters$/, (route) => route.fulfill({ json: { queues } }));
  await page.route(/\/dead-letters\/unsent-emails$/, (route) =>
    route.fulfill({ json: { name: 'unsent-emails', sample } }),
  );
  await page.route(/\/dead-letters\/unsent-emails\/retry$/, async (route) => {
    calls += 1;
    await route.fulfill({ json: await retry(calls) });
  });
}

describe('the page of dead letters', () => {
  test('the page of dead letters tells what lies in a queue and why, and puts it again after its consequences were shown', async () => {
    const { page, open, failEntry, advance, call, expectAccessible } = opened;
    await failEntry(profile);
    await open('/dead-letters');
    const row = page.getByRole('row', { name: /Events/ });
    await row.waitFor();
    expect(await row.textContent()).toContain('users get messages that these events should have cancelled');
    await row.getByRole('link', { name: 'Events' }).click();
    await expect.poll(() => page.url()).toContain('queue=events');
    await page.getByRole('row', { name: /Error: it broke/ }).waitFor();
    await page.getByRole('link', { name: 'ada' }).waitFor();
    await page.getByRole('button', { name: /^Show the message/ }).click();
    await page.getByText('"vip": true').first().waitFor();
    await page.getByText('dead-letters events').first().waitFor({ state: 'attached' });
    await expectAccessible();
    await page.getByRole('button', { name: 'Retry the messages' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This cannot be undone.').waitFor();
    await dialog.getByText('dead-letters events --retry').waitFor({ state: 'attached' });
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Retry the messages' }).click();
    await dialog.getByText('Put again: 1. Left here: 0.').first().waitFor();
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await advance('1 second');
    expect(await call('GET', '/profile?userId=ada')).toMatchObject({ attributes: { vip: true } });
  });

  test('the page of dead letters never shows a queue that could not be read as empty, and marks what a retry does not help', async () => {
    const { page, open, expectAccessible } = opened;
    await answerAsOnAws(page, async () => ({ retried: 0, left: 0, isDone: true }));
    await open('/dead-letters?queue=unsent-emails');
    const unread = page.getByRole('row', { name: /Events/ }).filter({ hasText: 'Could not be read' });
    expect(await unread.textContent()).toContain('AccessDenied: not authorized to read it');
    const ended = page.getByRole('row', { name: /no such mailbox/ });
    await ended.getByText('A retry does not help, and leaves it here.').waitFor();
    const other = page.getByRole('row', { name: /No reason came with it/ });
    await other.getByRole('button', { name: /^Show the message/ }).click();
    await other.getByText('The message has 70,000 bytes.').waitFor();
    await expectAccessible();
  });

  test('a retry of many messages shows how many were put again so far, and how many are left', async () => {
    const { page, open } = opened;
    let finish: () => void = () => undefined;
    const shown = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await answerAsOnAws(page, async (call) => {
      if (call === 1) return { retried: 20, left: 3, isDone: false };
      await shown;
      return { retried: 8, left: 3, isDone: true };
    });
    await open('/dead-letters?queue=unsent-emails');
    await page.getByRole('button', { name: 'Retry the messages' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Retry about 31 messages (Emails not sent)?').waitFor();
    await dialog.getByRole('button', { name: 'Retry the messages' }).click();
    await dialog.getByText('Put again so far: 20').first().waitFor();
    finish();
    await dialog.getByText('Put again: 28. Left here: 3.').first().waitFor();
  });

  test('a list of dead letters that cannot be read is shown as that, and never as an empty one', async () => {
    const { page, open } = opened;
    const error = { code: 'internal-failure', message: 'the call failed; try again' };
    await page.route(/\/dead-letters$/, (route) => route.fulfill({ status: 403, json: { error } }));
    await open('/dead-letters');
    await page.getByText('the call failed; try again').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });
});
