import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSmtpServer } from '../harness/channels/smtp-servers.ts';
import { openConsole, startBrowser } from '../harness/console/open-console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** A campaign with variants, whose messages use a channel with a sender and one without. */
const greeting = {
  id: 'greeting',
  name: 'The greeting',
  triggers: [{ behavior: 'session.started' }],
  variants: [
    { name: 'short', share: 50, messages: [{ channel: 'email', subject: 'Hi {{ user.first_name }}', body: 'Hi' }] },
    { name: 'long', share: 50, messages: [{ channel: 'sms', body: 'Good morning' }] },
  ],
};

/** Opens the dialog of a test on the page of a campaign, in an installation with these variables. */
async function openDialog(env: Record<string, string>) {
  const opened = await openConsole(browser, { env });
  await opened.call('PUT', '/campaigns/greeting', greeting);
  await opened.open('/campaigns/greeting');
  await opened.page.getByRole('button', { name: 'Test…' }).click();
  return { ...opened, dialog: opened.page.getByRole('dialog') };
}

describe('a test of the messages of a campaign', () => {
  test('a test is sent from the page of the campaign, rendered for a user, and its result is shown (R91)', async () => {
    const { url, taken } = await startSmtpServer();
    const { page, dialog, send, call, expectAccessible, close } = await openDialog({
      SMTP_URL: url,
      EMAIL_FROM: 'Shop <hello@shop.example>',
    });
    await send(['User Profile Updated', { userId: 'ada', attributes: { first_name: 'Ada' } }]);
    await dialog.getByText('Send a test of version 1').waitFor();
    await dialog.getByText('Enter to whom the test goes.').or(dialog.getByLabel('Email address')).first().waitFor();
    await dialog.getByText('The mail server is on this machine: a test goes to any address.').waitFor();
    const button = dialog.getByRole('button', { name: 'Send the test' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await dialog.getByLabel('Email address').fill('ada@shop.example');
    await dialog.getByLabel('Render for the user (optional)').fill('ada');
    await expectAccessible();
    await button.click();
    await dialog.getByText('Message 1: accepted by the provider').waitFor();
    await dialog.getByText(/^The provider calls it <.+>\.$/).waitFor();
    expect(taken).toMatchObject([{ to: ['ada@shop.example'], text: expect.stringContaining('[Test] Hi Ada') }]);
    expect(await call('GET', '/deliveries?userId=ada')).toEqual({ deliveries: [] });
    await dialog.getByRole('button', { name: 'With the command line' }).click();
    const words = 'channels test email --to ada@shop.example --campaign greeting --user ada';
    await dialog.getByText(`npx campaign-connector ${words}`, { exact: true }).waitFor();
    await expectAccessible();
    await page.keyboard.press('Escape');
    await close();
  });

  test('a test that the allow list does not allow is refused, and a campaign without a sender has none (R91)', async () => {
    const listed = await openDialog({
      SMTP_URL: 'smtp://mail.shop.example:25',
      EMAIL_FROM: 'Shop <hello@shop.example>',
      SENDING_ALLOW: 'ben@shop.example',
    });
    await listed.dialog.getByText(/Entries: 1\./).waitFor();
    await listed.dialog.getByLabel('Email address').fill('ada@shop.example');
    await listed.dialog.getByRole('button', { name: 'Send the test' }).click();
    await listed.dialog.getByText('not-on-allow-list').waitFor();
    await listed.expectAccessible();
    await listed.close();

    const silent = await openDialog({});
    await silent.dialog.getByText('The installation has no sender for any channel of this campaign.').first().waitFor();
    expect(await silent.dialog.getByLabel('Email address').count()).toBe(0);
    await silent.close();
  });
});
