import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRefusedWay, listOpenWays } from '../harness/console/inject-text.ts';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** Runs a story in a console of its own. */
async function inConsole(options: Parameters<typeof openConsole>[1], story: (opened: OpenedConsole) => Promise<void>) {
  const opened = await openConsole(browser, options);
  try {
    await story(opened);
  } finally {
    await opened.close();
  }
}

describe('the frame of the console', () => {
  test('the console speaks the language of the browser, and the one that its reader chooses, also after a reload', async () => {
    await inConsole({ context: { locale: 'pt-BR' } }, async ({ page, open }) => {
      await open('/campaigns');
      await page.getByRole('heading', { level: 1, name: 'Campanhas' }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('pt-BR');
      await page.getByRole('button', { name: 'Preferências' }).click();
      await page.getByRole('menuitem', { name: 'English' }).click();
      await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Campaigns' }).waitFor();
    });
  });

  test('the console is dark where the system is, and accessible', async () => {
    await inConsole({ context: { colorScheme: 'dark' } }, async ({ page, open, expectAccessible }) => {
      await open('/first-steps');
      await page.getByRole('heading', { level: 1, name: 'First steps' }).waitFor();
      expect(await page.locator('body').getAttribute('class')).toContain('awsui-dark-mode');
      await expectAccessible();
    });
  });

  test('the console fits a phone of 390 pixels without scrolling sideways', async () => {
    await inConsole(
      { context: { viewport: { width: 390, height: 800 } } },
      async ({ page, open, expectAccessible }) => {
        for (const path of ['/campaigns', '/first-steps']) {
          await open(path);
          await page.getByRole('heading', { level: 1 }).waitFor();
          expect(Number(await page.evaluate('document.documentElement.scrollWidth'))).toBeLessThanOrEqual(390);
        }
        await expectAccessible();
        await page.getByRole('button', { name: 'Open the navigation' }).click();
        await page.getByRole('link', { name: 'Departures' }).waitFor();
        await expectAccessible();
        await page.getByRole('button', { name: 'Close the navigation' }).click();
        await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toBe('Open the navigation');
      },
    );
  });

  test('the keyboard reaches the search, the list of shortcuts and the content', async () => {
    await inConsole({}, async ({ page, open, expectAccessible }) => {
      await open('/campaigns');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
      await page.keyboard.press('Enter');
      expect(await page.locator(':focus').getAttribute('id')).toBe('content');
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await expectAccessible();
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      await page.keyboard.type('resend-welcome');
      await page.getByRole('option', { name: 'Campaign resend-welcome' }).click();
      await expect.poll(() => page.url()).toContain('#/campaigns/resend-welcome');
    });
  });

  test('a list that cannot be read is shown as failed, never as empty, and comes back by itself', async () => {
    await inConsole({}, async ({ page, open }) => {
      const failing = (url: URL) => url.pathname === '/campaigns';
      await page.route(failing, (route) => route.abort());
      await open('/campaigns');
      await page.getByText('The server does not answer. Is it still running?').waitFor();
      expect(await page.getByText('There are no campaigns yet.').count()).toBe(0);
      await page.unroute(failing);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('There are no campaigns yet.').waitFor();
    });
  });

  test('names that contain HTML are shown as text', async () => {
    await inConsole({}, async ({ page, open, call }) => {
      const name = '<img src=x onerror="document.title=1"> <b>bold</b>';
      const campaign = {
        name,
        triggers: [{ behavior: 'purchase.made' }],
        messages: [{ channel: 'push', body: 'Hello' }],
      };
      await call('PUT', '/campaigns/hostile', { id: 'hostile', ...campaign });
      await open('/campaigns');
      await page.getByRole('link', { name }).waitFor();
      expect(await page.title()).toBe('Campaign Connector');
    });
  });

  test('a script of the page turns no text into HTML or into a script, and creates no policy that would', async () => {
    await inConsole({ isExpected: isRefusedWay }, async ({ page, open }) => {
      await open('/rehearsal');
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await listOpenWays(page)).toEqual([]);
    });
  });
});
