import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chooseOption } from '../harness/console/choose-option.ts';
import { type OpenedConsole, openConsole, startBrowser } from '../harness/console/open-console.ts';

let browser: Browser;
let opened: OpenedConsole;
const folder = mkdtempSync(join(tmpdir(), 'rehearsal-story-'));
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  opened = await openConsole(browser);
});
afterEach(() => opened.close());

const EXAMPLES = new URL('../../examples/', import.meta.url);
const RECORDING = readFileSync(new URL('events/resend-welcome.jsonl', EXAMPLES), 'utf8');

/** Returns a follow-up like the example of the same name, in the definition that the interface takes. */
function createWelcome(minPrice: number) {
  return {
    id: 'resend-welcome',
    name: 'Resend the welcome email',
    triggers: [{ interaction: 'email.received', campaign: 'welcome-email' }],
    delay: '7 days',
    exceptions: [
      { interaction: 'email.opened', campaign: 'welcome-email', openKind: 'human' },
      { behavior: 'purchase.made', where: { price: { $gte: minPrice } } },
    ],
    messages: [{ channel: 'email', subject: 'Did you see this?', body: '<p>Hello <b>again</b></p>' }],
  };
}

/** Returns what the command line prints of a rehearsal of examples, as JSON. */
function runRehearse(campaign: string, events: string) {
  const command = join(import.meta.dirname, '../../bin/campaign-connector.ts');
  const paths = [campaign, '--events', events].map((each) =>
    each.startsWith('-') ? each : fileURLToPath(new URL(each, EXAMPLES)),
  );
  const { stdout } = spawnSync(process.execPath, [command, '--json', 'rehearse', ...paths], { encoding: 'utf8' });
  return JSON.parse(stdout);
}

/** Gives events as a file. */
async function giveEvents(page: Page, text: string): Promise<void> {
  await page
    .getByLabel('Choose a file: Recorded events')
    .setInputFiles({ name: 'events.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) });
}

/** Gives a large recording as a file of the disk, which the browser reads by itself. */
async function giveLargeRecording(page: Page, count: number): Promise<void> {
  const path = join(folder, `${count}.jsonl`);
  writeFileSync(path, createLargeRecording(count));
  await page.getByLabel('Choose a file: Recorded events').setInputFiles(path);
}

async function giveCampaign(page: Page, name: string, text: string): Promise<void> {
  await page
    .getByLabel('Choose files: Campaign files')
    .setInputFiles({ name, mimeType: 'text/yaml', buffer: Buffer.from(text) });
}

async function rehearse(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
  await page.getByRole('heading', { name: 'Result' }).waitFor();
}

describe('a rehearsal in the browser', () => {
  test('a rehearsal in the browser shows the totals that the command line prints, with the reasons as sentences', async () => {
    const { page, open, expectAccessible } = opened;
    await open('/rehearsal');
    await giveCampaign(
      page,
      'resend-welcome.yaml',
      readFileSync(new URL('campaigns/resend-welcome.yaml', EXAMPLES), 'utf8'),
    );
    await giveEvents(page, RECORDING);
    await expectAccessible();
    await rehearse(page);
    const row = page.getByRole('row', { name: /Resend the welcome email/ });
    const printed = runRehearse('campaigns/resend-welcome.yaml', 'events/resend-welcome.jsonl');
    const { enrolled, sent, cancelled } = printed.campaigns[0];
    expect([enrolled, sent, cancelled]).toEqual([4, 2, { exception: 2 }]);
    expect(await row.getByRole('cell').allTextContents()).toMatchObject({
      0: String(enrolled),
      1: String(sent),
      3: expect.stringContaining(`${cancelled.exception}: the user did something`),
    });
    expect(await row.getByText('the user did something that the campaign lists as an exception').count()).toBe(1);
    await expectAccessible();
    const command = 'npx campaign-connector rehearse resend-welcome.yaml --events events.jsonl --verbose';
    await page.getByRole('button', { name: 'With the command line' }).click();
    await page.getByRole('code').getByText(command).waitFor();
  });

  test('faults of campaign files and of recorded lines are listed with their line', async () => {
    const { page, open, expectAccessible } = opened;
    await open('/rehearsal');
    await giveCampaign(page, 'broken.yaml', 'id: broken\nname: Broken\ntriggers: []\nmessages: []\n');
    await page.getByRole('button', { name: /^Line 3: triggers: expected/ }).waitFor();
    await expectAccessible();
    await page.getByRole('button', { name: 'Remove broken.yaml' }).click();
    await giveCampaign(page, 'welcome.json', JSON.stringify(createWelcome(20)));
    await giveEvents(page, `${RECORDING}not an event\n`);
    await rehearse(page);
    await page.getByText(/^Line 10: expected a JSON object/).waitFor();
  });

  test('a campaign file whose check fails is not shown as one without faults', async () => {
    const { page, open } = opened;
    await page.route(/rehearsal-worker/, (route) => route.abort());
    await open('/rehearsal');
    await giveCampaign(page, 'broken.yaml', 'id: broken\n');
    await page.getByText('the script of the worker could not be loaded', { exact: false }).waitFor();
  });

  test('who gets what when is filtered by user and outcome, in the address', async () => {
    const { page, open, expectAccessible } = opened;
    await open('/rehearsal?view=decisions&outcome=dispatched');
    await giveCampaign(page, 'welcome.json', JSON.stringify(createWelcome(40)));
    await giveEvents(page, RECORDING);
    await rehearse(page);
    const list = page.getByRole('tabpanel', { name: 'Who gets what when' });
    await list.getByRole('heading', { name: 'Who gets what when (3)' }).waitFor();
    await list.getByRole('button', { name: 'Any campaign' }).waitFor();
    await list.getByLabel('User id').fill('Cleo');
    await list.getByRole('heading', { name: 'Who gets what when (1)' }).waitFor();
    expect(await list.getByText('message sent').count()).toBe(1);
    expect(page.url()).toContain('user=Cleo');
    await expectAccessible();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      (async () => {
        await list.getByRole('button', { name: 'Export' }).click();
        await page.getByRole('menuitem', { name: /JSON lines/ }).click();
      })(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ userId: 'Cleo', decision: 'dispatched' }]);
  });

  test('the virtual time is moved by the keyboard: at each instant the page shows who waits and who got what', async () => {
    const { page, open, expectAccessible } = opened;
    await open('/rehearsal?view=time');
    await giveCampaign(page, 'welcome.json', JSON.stringify(createWelcome(40)));
    await giveEvents(page, RECORDING);
    await rehearse(page);
    const slider = page.getByRole('slider', { name: 'Virtual time' });
    await slider.focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: /^Who waits: [1-9]/ }).waitFor();
    await page.getByRole('heading', { name: 'Who got what: 0' }).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: 'Who got what: 3' }).waitFor();
    await page.getByRole('heading', { name: 'Who waits: 0' }).waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByRole('heading', { name: 'Who got what: 0' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await expectAccessible();
  });

  test('the inbox of a user shows each message when it arrives, and its HTML in a frame without scripts', async () => {
    const { page, open, expectAccessible } = opened;
    await open('/rehearsal?view=inbox');
    await giveCampaign(page, 'welcome.json', JSON.stringify(createWelcome(40)));
    await giveEvents(page, RECORDING);
    await rehearse(page);
    const inbox = page.getByRole('tabpanel', { name: 'Inbox of a user' });
    await inbox.getByLabel('User id').fill('Cleo');
    await inbox.getByRole('button', { name: 'Show the inbox' }).click();
    await inbox.getByText('Messages for Cleo: 1').waitFor();
    const frame = page.locator('iframe[title="Email: Did you see this?"]');
    expect(await frame.getAttribute('sandbox')).toBe('');
    await frame.contentFrame().getByText('Hello again').waitFor();
    await expectAccessible();
  });

  test('a draft is compared with the published version: how many messages are fewer and more, and for whom', async () => {
    const { page, call, open, expectAccessible } = opened;
    await call('PUT', '/campaigns/resend-welcome', createWelcome(40));
    await call('POST', '/campaigns/resend-welcome/publish');
    await call('PUT', '/campaigns/resend-welcome', createWelcome(20));
    await open('/rehearsal?view=comparison');
    await page.getByRole('checkbox', { name: 'Play Resend the welcome email' }).check();
    await page.getByRole('button', { name: 'Version of Resend the welcome email' }).waitFor();
    await giveEvents(page, RECORDING);
    await chooseOption(page.getByRole('button', { name: 'Compare with' }), 'The published versions');
    await rehearse(page);
    const comparison = page.getByRole('tabpanel', { name: 'Comparison' });
    await comparison.getByRole('heading', { name: '1 fewer, 0 more, 0 changed' }).waitFor();
    const fewer = comparison.getByRole('row', { name: /mail-cleo/ });
    expect(await fewer.getByText(/^wait cancelled: the user did something/).count()).toBe(1);
    await expectAccessible();
  });

  test('a hundred thousand events are played while the page goes on painting, and never more than a page of rows is in it', async () => {
    const { page, open } = opened;
    await open('/rehearsal?view=decisions');
    await giveCampaign(page, 'welcome.json', JSON.stringify(createWelcome(20)));
    await giveLargeRecording(page, 100_000);
    await page.getByRole('button', { name: 'Rehearse', exact: true }).waitFor();
    const before = await readRendererSeconds();
    const longestGap = Number(await page.evaluate(CLICK_AND_WATCH_FRAMES));
    const processor = (await readRendererSeconds()) - before;
    const seconds = await page.getByText(/^Events played: .* in/).textContent();
    console.log(
      `${seconds}, ${processor.toFixed(1)} s of processor time; longest time without a frame: ${Math.round(longestGap)} ms`,
    );
    expect(seconds).toMatch(/^Events played: 100,000/);
    expect(Number(seconds?.match(/in ([\d.]+) s/)?.[1])).toBeLessThan(30);
    expect(longestGap).toBeLessThan(1_000);
    await page.getByRole('heading', { name: /^Who gets what when \(\d/ }).waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(70);
  });

  test('a rehearsal is stopped at once, whatever it is doing', async () => {
    const { page, open } = opened;
    await open('/rehearsal');
    await giveCampaign(page, 'welcome.json', JSON.stringify(createWelcome(20)));
    await giveLargeRecording(page, 200_000);
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
    await page.getByText(/Events played: [1-9]/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('The rehearsal was stopped.').waitFor();
    // The worker that checks files stays; Chromium ends the one that played within two seconds.
    await expect.poll(() => page.workers().length, { timeout: 15_000 }).toBe(1);
    expect(await page.getByRole('heading', { name: 'Result' }).count()).toBe(0);
  });

  test('a rehearsal is read in Portuguese in the dark, is accessible, and fits a narrow screen', async () => {
    const { page, open, expectAccessible } = opened;
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.addInitScript(() => localStorage.setItem('campaign-connector-preferences', '{"locale":"pt-BR"}'));
    await open('/rehearsal');
    // The list of the installation moves what is below it when it comes.
    await page.getByText('A instalação não tem campanhas.').waitFor();
    await page.getByRole('button', { name: 'Usar um exemplo' }).first().click();
    await page.getByRole('menuitem', { name: /A loja/ }).click();
    await page.getByRole('button', { name: 'Usar um exemplo' }).last().click();
    await page.getByRole('menuitem', { name: 'shop.jsonl' }).click();
    await page.getByRole('button', { name: 'Ensaiar', exact: true }).click();
    await page.getByRole('heading', { name: 'Resultado' }).waitFor();
    await page.getByRole('row', { name: /reserved-cart/ }).waitFor();
    await expectAccessible();
    await page.setViewportSize({ width: 390, height: 844 });
    const fits = () => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
    await expect.poll(fits, { timeout: 15_000 }).toBe(true);
  });
});

/** Clicks on the button that rehearses, and returns the longest time between two frames until the result is there, in milliseconds. */
const CLICK_AND_WATCH_FRAMES = `(async () => {
  let [last, longest] = [performance.now(), 0];
  [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Rehearse').click();
  for (;;) {
    const now = await new Promise(requestAnimationFrame);
    [longest, last] = [Math.max(longest, now - last), now];
    if ([...document.querySelectorAll('h2')].some(({ textContent }) => textContent === 'Result')) return longest;
  }
})()`;

/** Returns the processor time in seconds that all pages of the browser took so far, with their workers. */
async function readRendererSeconds(): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/** Returns recorded events, of which each tenth is a trigger of the welcome and the others are of no campaign, one a second. */
function createLargeRecording(count: number): string {
  const start = Date.parse('2026-12-01T00:00:00Z');
  const lines = Array.from({ length: count }, (_, place) => {
    const campaignId = place % 10 === 0 ? 'welcome-email' : 'newsletter';
    const occurredAt = new Date(start + place * 1_000).toISOString();
    const detail = { id: `event-${place}`, userId: `user-${place % 9_973}`, interaction: 'email.received', campaignId };
    return JSON.stringify({ Source: 'mail', DetailType: 'Campaign Interaction', Detail: { ...detail, occurredAt } });
  });
  return lines.join('\n');
}
