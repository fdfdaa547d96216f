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

describe('the settings of the installation', () => {
  test('a frequency cap is added, changed and removed, and the history states who did it (R45)', async () => {
    const { page, open, call, expectAccessible } = opened;
    await open('/settings');
    await page.getByText('There are none: a user gets every message.').waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'Add a cap' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('A message over the cap is withheld, and not sent later.').waitFor();
    await dialog.getByLabel('At most so many messages').fill('0');
    await dialog.getByText('A whole number from 1 to 100.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Add a cap' }).isDisabled()).toBe(true);
    await dialog.getByLabel('At most so many messages').fill('2');
    await dialog.getByRole('checkbox', { name: 'Days begin at midnight where the user lives' }).check();
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Add a cap' }).click();
    const row = page.getByRole('row', { name: /At most 2 messages in 7 days/ });
    await row.waitFor();
    const added = await call('GET', '/settings');
    expect(added['frequencyCaps']).toEqual([{ atMost: 2, in: '7 days', calendarDays: true }]);

    await page.getByRole('button', { name: /^Change the cap/ }).click();
    await dialog.getByLabel('In so many').fill('1');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /At most 2 messages in 1 day/ }).waitFor();

    await page.getByRole('button', { name: /^Remove the cap/ }).click();
    await dialog.getByRole('button', { name: 'Remove the cap' }).click();
    await page.getByText('There are none: a user gets every message.').waitFor();
    const history = page.getByRole('table', { name: 'Who changed the settings' });
    await expect.poll(() => history.getByText('the frequency caps').count()).toBe(3);
  });

  test('a change that another one overtook is not saved, and states who changed what (R97)', async () => {
    const { page, open, call } = opened;
    await open('/settings');
    await page.getByRole('button', { name: 'Change the time zone' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Berlin');
    await call('PUT', '/settings', { quietHours: { from: '21:00', to: '09:00', then: 'hold' } });
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Change the time zone' }).click();
    await dialog.getByText('Others changed the settings meanwhile').first().waitFor();
    await dialog.getByText(/changed the quiet hours at/).waitFor();
    expect((await call('GET', '/settings'))['companyZone']).toBe('UTC');
    await opened.expectAccessible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('From 21:00 to 09:00, in the time zone of the user.').waitFor();
  });

  test('quiet hours and tracking are changed, each with its consequences first (R26)', async () => {
    const { page, open, call, expectAccessible } = opened;
    await open('/settings');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Change the quiet hours' }).click();
    await dialog.getByRole('checkbox', { name: /^Quiet hours for all campaigns/ }).check();
    await dialog.getByLabel('Begin').fill('23:00');
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Change the quiet hours' }).click();
    await page.getByText('From 23:00 to 08:00, in the time zone of the user.').waitFor();
    await page.getByRole('button', { name: 'Change consent and tracking' }).click();
    await dialog.getByRole('checkbox', { name: 'Track opens of emails' }).check();
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Change consent and tracking' }).click();
    await page.getByText('Tracked', { exact: true }).waitFor();
    const settings = await call('GET', '/settings');
    expect(settings).toMatchObject({ tracking: { opens: true, clicks: false }, quietHours: { from: '23:00' } });
  });

  test('all campaigns are paused and resumed after the consequences were shown (R92)', async () => {
    const { page, open, call, expectAccessible } = opened;
    await open('/settings');
    await page.getByRole('button', { name: 'Pause all campaigns' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/no message of any campaign leaves/).waitFor();
    await expectAccessible();
    await dialog.getByRole('button', { name: 'Pause all campaigns' }).click();
    await page.getByText(/All campaigns are paused since/).waitFor();
    expect(await call('GET', '/pause')).toHaveProperty('all');
    await page.getByRole('button', { name: 'Resume all campaigns' }).click();
    await dialog.getByRole('button', { name: 'Resume all campaigns' }).click();
    await page.getByText('Messages leave as campaigns want it.').waitFor();
    await page.getByRole('button', { name: 'Who paused and resumed' }).click();
    await page.getByRole('table', { name: 'Who paused and resumed' }).waitFor();
  });

  test('the page states in which mode the installation sends, and what is missing (R91)', async () => {
    await opened.close();
    opened = await openConsole(browser, {
      env: { SENDING: 'off', SMTP_URL: 'smtp://127.0.0.1:9', EMAIL_FROM: 'a@shop.example' },
    });
    const { page, open, expectAccessible } = opened;
    await open('/settings');
    await page.getByText('SENDING: off, so nothing is sent.').first().waitFor();
    await page.getByText('Start or deploy the installation with another sending mode.').waitFor();
    await expectAccessible();
  });

  test('a console that was opened read only disables every change, and gives the reason', async () => {
    const { page, open, expectAccessible } = opened;
    const session = { kind: 'local', endpoint: 'http://127.0.0.1', canWrite: false };
    await page.route('**/console/session', (route) => route.fulfill({ json: session }));
    await open('/settings');
    for (const name of ['Pause all campaigns', 'Change the time zone', 'Change the quiet hours', 'Add a cap']) {
      const button = page.getByRole('button', { name });
      await button.waitFor();
      expect(await button.getAttribute('aria-disabled')).toBe('true');
    }
    await page.getByRole('button', { name: 'Add a cap' }).hover();
    await page.getByText('This console was opened read only.').filter({ visible: true }).first().waitFor();
    await expectAccessible();
  });

  test('the settings fit a phone, in Portuguese and dark, and are accessible', async () => {
    await opened.close();
    opened = await openConsole(browser, {
      context: { locale: 'pt-BR', colorScheme: 'dark', viewport: { width: 390, height: 844 } },
    });
    const { page, open, expectAccessible } = opened;
    await open('/settings');
    await page.getByRole('button', { name: 'Adicionar um limite' }).click();
    await page.getByRole('dialog').getByText('O que muda com isso').waitFor();
    await expectAccessible();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });
});
