import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';

/** The views of the console. `npm run pictures` writes a picture of each, in English and light, into docs/images/console. */
const VIEWS = [
  ['campaigns', '/campaigns'],
  ['campaign', '/campaigns/resend-welcome'],
  ['campaign-history', '/campaigns/resend-welcome?tab=history'],
  ['editor', '/edit?id=resend-welcome'],
  ['user', '/users?userId=ada'],
  ['departures', '/departures'],
  ['refused', '/refused'],
  ['dead-letters', '/dead-letters?queue=events'],
  ['rehearsal', '/rehearsal'],
  ['settings', '/settings'],
  ['first-steps', '/first-steps'],
] as const;

const WIDTHS = [1_280, 390] as const;
const LOOKS = [
  { locale: 'en-US', colorScheme: 'light' },
  { locale: 'pt-BR', colorScheme: 'dark' },
] as const;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const welcomed = { interaction: 'email.received', campaignId: 'welcome-email' };

/** Fills an installation with campaigns and users in different states. */
async function fill({ call, send, advance, failEntry }: OpenedConsole): Promise<void> {
  await call('PUT', '/campaigns/resend-welcome', {
    id: 'resend-welcome',
    name: 'Resend the welcome email',
    triggers: [{ interaction: 'email.received', campaign: 'welcome-email' }],
    delay: '7 days',
    exceptions: [
      { interaction: 'email.opened', campaign: 'welcome-email', openKind: 'human' },
      { behavior: 'purchase.made', where: { price: { $gte: 20 } } },
    ],
    statistics: true,
    messages: [{ channel: 'push', title: 'Did you see this?', body: "Hello {{ user.first_name | default: 'there' }}" }],
  });
  await call('PUT', '/campaigns/win-back', {
    id: 'win-back',
    name: 'Win back those who left the cart',
    triggers: [{ behavior: 'custom_event.performed', name: 'cart_abandoned' }],
    delay: { in: '1 day', at: '09:00', zone: 'company' },
    exceptions: [{ behavior: 'purchase.made' }],
    messages: [{ channel: 'in_app_message', title: 'Your cart waits', body: 'Shall we keep it?' }],
  });
  await call('PUT', '/campaigns/survey', {
    id: 'survey',
    name: 'Ask for an opinion',
    triggers: [{ interaction: 'email.clicked', campaign: 'welcome-email' }],
    messages: [{ channel: 'push', body: 'How do you like it?' }],
  });
  for (const id of ['resend-welcome', 'win-back']) await call('POST', `/campaigns/${id}/publish`);
  for (const userId of ['ada', 'ben', 'cleo', 'dora', 'emil'])
    await send(['Campaign Interaction', { ...welcomed, userId }]);
  await send(['Campaign Interaction', { ...welcomed, interaction: 'email.opened', openKind: 'human', userId: 'ben' }]);
  await send(['User Behavior', { userId: 'cleo', behavior: 'purchase.made', price: 30 }]);
  await advance('8 days');
  await send(['Campaign Interaction', { ...welcomed, userId: 'ada' }]);
  for (const userId of ['fay', 'gus', 'ida']) await send(['Campaign Interaction', { ...welcomed, userId }]);
  await send(['User Behavior', { userId: 'ada', behavior: 'custom_event.performed', name: 'cart_abandoned' }]);
  await call('POST', '/events', {
    entries: [{ Source: 'shop', DetailType: 'User Behavior', Detail: { behavior: 'purchase.made' } }],
  });
  await failEntry({
    Source: 'shop',
    DetailType: 'User Behavior',
    Detail: { userId: 'ada', behavior: 'session.started' },
  });
}

/** Returns the folder for the pictures of a look: of the documentation, or one below that which PICTURES names; undefined if none are wanted. */
function findPictureFolder(locale: string, width: number): string | undefined {
  const { DOCS_PICTURES: docs, PICTURES: all } = process.env;
  const isDocumented = locale === 'en-US' && width === 1_280;
  const folder = docs !== undefined && isDocumented ? docs : all && join(all, `${locale}-${width}`);
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  return folder;
}

/** Opens a view and waits until nothing is read any more. */
async function show({ page, open }: OpenedConsole, path: string): Promise<void> {
  await open(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForLoadState('networkidle');
}

describe.each(LOOKS)('the views of the console in $locale, $colorScheme', (look) => {
  test.each(WIDTHS)(
    'every view fits a window of %i pixels, is accessible, and reads its data',
    async (width) => {
      const opened = await openConsole(browser, { context: { ...look, viewport: { width, height: 900 } } });
      const { page, expectAccessible } = opened;
      await fill(opened);
      const folder = findPictureFolder(look.locale, width);
      const wide: string[] = [];
      for (const [name, path] of VIEWS) {
        await show(opened, path);
        const scrolled = Number(await page.evaluate('document.documentElement.scrollWidth'));
        if (scrolled > width) wide.push(`${name}: ${scrolled} pixels`);
        if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
        await expectAccessible();
        expect(await page.getByText(/This could not be read|Não foi possível ler/).count()).toBe(0);
      }
      expect(wide).toEqual([]);
      await opened.close();
    },
    240_000,
  );
});
