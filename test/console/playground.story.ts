import { spawnSync } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fillResend } from '../harness/console/campaign-steps.ts';
import { isRefusedWay, listOpenWays } from '../harness/console/inject-text.ts';
import { expectAccessible, startBrowser, takeScreenshot, watchProblems } from '../harness/console/open-console.ts';
import { measureGzip, SIZE_LIMITS } from '../harness/console/size-limits.ts';
import { readYaml, replaceYaml } from '../harness/console/yaml-text.ts';

/** The path below which a plain web server serves the playground. */
const PATH = '/tools/rehearsal/';
const BUILD = join(import.meta.dirname, '../../bin/playground.ts');

let browser: Browser;
let page: Page;
let problems: string[];
let requested: string[];
const folder = mkdtempSync(join(tmpdir(), 'playground-'));
const server = createServer(({ url = '/' }, response) => {
  const path = normalize(new URL(url, 'http://localhost').pathname);
  const file = join(folder, path.slice(PATH.length) || 'index.html');
  if (!path.startsWith(PATH) || !existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
  return createReadStream(file).pipe(response.writeHead(200, { 'content-type': MEDIA_TYPES[extname(file)] ?? '' }));
});

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.woff2': 'font/woff2',
};

function getAddress(): string {
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}${PATH}`;
}

beforeAll(async () => {
  const built = spawnSync(process.execPath, [BUILD, folder], { encoding: 'utf8' });
  expect(built).toMatchObject({ status: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  const context = await browser.newContext({ locale: 'en-US', timezoneId: 'Europe/Lisbon' });
  page = await context.newPage();
  problems = watchProblems(page);
  requested = [];
  context.on('request', (request) => requested.push(request.url()));
  await page.goto(getAddress());
  await page.getByRole('heading', { name: 'Campaign Connector: playground' }).waitFor();
});
afterEach(async () => {
  await takeScreenshot(page);
  await page.context().close();
  expect(problems).toEqual([]);
});

/** Returns the editor of the text of a file. */
const findText = (name = 'resend-welcome.yaml') => page.getByRole('textbox', { name: `Content of ${name}` });

describe('the playground', () => {
  test('the playground rehearses its example from any path of a plain web server, and asks for no file of another place', async () => {
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
    await page.getByRole('row', { name: /Resend the welcome email/ }).waitFor();
    await expectAccessible(page);
    await page.getByRole('tab', { name: 'Who gets what when' }).click();
    await page.getByRole('button', { name: 'Inbox of Dara' }).first().click();
    await page.getByRole('heading', { name: 'Messages for Dara: 1' }).waitFor();
    await expectAccessible(page);
    const elsewhere = requested.filter((url) => !url.startsWith(getAddress()) && !url.startsWith('blob:'));
    expect(elsewhere).toEqual([]);
    expect(requested.some((url) => url.includes('rehearsal-worker'))).toBe(true);
  });

  test('the playground is accessible on a phone of 390 pixels, and does not scroll sideways', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
    await page.getByRole('row', { name: /Resend the welcome email/ }).waitFor();
    expect(Number(await page.evaluate('document.documentElement.scrollWidth'))).toBeLessThanOrEqual(390);
    await expectAccessible(page);
  });

  test('the playground keeps in the browser what is written, and shows its faults while it is written', async () => {
    await replaceYaml(findText(), 'id: mine\nname: Mine\ntriggers: []\n');
    const fault = page.getByRole('button', { name: /^Line 3: triggers: expected/ });
    await fault.waitFor();
    await expectAccessible(page);
    await page.reload();
    await fault.waitFor();
    expect(await readYaml(findText())).toContain('name: Mine');
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
    await page.getByText('These campaigns cannot be played').waitFor();
  });

  test('the playground shows the HTML of an email as its source, since no server puts it in a sandbox', async () => {
    await findText().waitFor();
    await replaceYaml(findText(), (await readYaml(findText())).replace(/body: .*/, 'body: <p id="hostile">Hello</p>'));
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
    await page.getByRole('tab', { name: 'Who gets what when' }).click();
    await page.getByRole('button', { name: 'Inbox of Dara' }).first().click();
    const source = page.getByRole('group', { name: 'HTML source' });
    await source.getByText('<p id="hostile">Hello</p>', { exact: true }).waitFor();
    expect(await page.locator('iframe, #hostile').count()).toBe(0);
  });

  test('a fault of a campaign file is marked at its line, and leads there', async () => {
    await findText().waitFor();
    const text = await readYaml(findText());
    const number = text.split('\n').findIndex((line) => line.startsWith('delay:')) + 1;
    await replaceYaml(findText(), text.replace(/^delay: .*$/m, 'delay: soon'));
    const fault = page.getByRole('button', { name: new RegExp(`^Line ${number}: delay: expected`) });
    await fault.waitFor();
    await page.getByText('To be corrected before it can be played: 1').waitFor();
    await expect.poll(() => findText().locator('.cm-lintRange-error').allInnerTexts()).toEqual(['soon']);
    await findText().press('ControlOrMeta+End');
    await fault.click();
    await expect.poll(() => findText().locator('.cm-activeLine').innerText()).toBe('delay: soon');
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.type('delay: 3 days');
    await page.getByText('The text has no faults.').waitFor();
    await expectAccessible(page);
  });

  test('a warning about what a campaign file defines stands at its line (R64)', async () => {
    await findText().waitFor();
    const text = await readYaml(findText());
    const changed = text.replace(', openKind: human', '');
    expect(changed).not.toBe(text);
    await replaceYaml(findText(), changed);
    await page.getByRole('button', { name: /^Line \d+: exceptions\.0: mail programs open emails, too/ }).waitFor();
    await page.getByText('Warnings: 1').waitFor();
  });

  test('files are added, named, replaced and removed, each with its own text', async () => {
    await findText().waitFor();
    await page.getByRole('button', { name: 'Paste a campaign' }).click();
    await findText('campaign-2.yaml').click();
    await page.keyboard.insertText('id: mine');
    await page.getByLabel('File name').last().fill('mine.yaml');
    await page.getByRole('button', { name: 'Remove resend-welcome.yaml' }).click();
    await expect.poll(() => findText().count()).toBe(0);
    expect(await readYaml(findText('mine.yaml'))).toBe('id: mine');
    await findText('mine.yaml').press('ControlOrMeta+z');
    await expect.poll(() => readYaml(findText('mine.yaml'))).toBe('');
    for (const time of [1, 2]) {
      await page.getByRole('button', { name: 'Take an example' }).first().click();
      await page.getByRole('menuitem', { name: 'resend-welcome.yaml' }).click();
      await expect.poll(() => readYaml(findText())).toContain('delay: 7 days');
      if (time === 1) await replaceYaml(findText(), 'id: other\n');
    }
    expect(await findText('mine.yaml').count()).toBe(1);
  });

  test('the playground loads at most 450 kB of scripts first, and 300 kB in each part that comes later', async () => {
    await findText().waitFor();
    for (const part of ['yaml-editor', 'rehearsal-worker'])
      await expect.poll(() => requested.some((url) => url.includes(part))).toBe(true);
    const isLater = (file: string) => /^(?:yaml-editor|rehearsal-worker|playground-page)/.test(file);
    const loaded = new Set(requested.filter((url) => url.endsWith('.js')).map((url) => url.split('/').at(-1) ?? ''));
    const sizes = readdirSync(join(folder, 'assets'))
      .filter((file) => file.endsWith('.js'))
      .map((file) => ({ file, size: measureGzip(readFileSync(join(folder, 'assets', file))) }));
    const first = sizes.filter(({ file }) => loaded.has(file) && !isLater(file));
    const later = sizes.filter(({ file }) => !loaded.has(file) || isLater(file));
    const sum = first.reduce((total, { size }) => total + size, 0);
    console.log(
      `first: ${Math.round(sum)} kB; ${later.map(({ file, size }) => `${file} ${Math.round(size)} kB`).join(', ')}`,
    );
    expect(sum).toBeGreaterThan(100);
    expect(sum).toBeLessThanOrEqual(SIZE_LIMITS.scripts);
    expect(later.map(({ file }) => file)).toContainEqual(expect.stringMatching(/^campaign-text-form/));
    expect(later.filter(({ size }) => size > SIZE_LIMITS.lazyPart)).toEqual([]);
  });

  test('a campaign is built in the form without an installation, rehearsed, and saved as a file', async () => {
    await page.getByRole('button', { name: 'Build a campaign' }).click();
    await fillResend(page, { name: 'Second chance', target: 'welcome-email' });
    await expectAccessible(page);
    await page.getByRole('button', { name: 'In the form: campaign-2.yaml' }).click();
    const text = findText('campaign-2.yaml');
    await expect.poll(() => readYaml(text)).toContain('id: second-chance\nname: Second chance\n');
    expect(await readYaml(text)).toContain('delay: 2 days\nexceptions:\n  - interaction: email.opened');
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
    await page.getByRole('row', { name: /Second chance/ }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save campaign-2.yaml' }).click(),
    ]);
    expect(readFileSync(await download.path(), 'utf8')).toContain('id: second-chance');
    const elsewhere = requested.filter((url) => !url.startsWith(getAddress()) && !url.startsWith('blob:'));
    expect(elsewhere).toEqual([]);
  });

  test('an example is changed in the form, and every other line of its text stays', async () => {
    await findText().waitFor();
    const before = await readYaml(findText());
    expect(before).toContain('#');
    await page.getByRole('button', { name: 'In the form: resend-welcome.yaml' }).click();
    await page.getByLabel('Subject', { exact: true }).fill('One more time');
    const text = page.getByRole('textbox', { name: 'The campaign as YAML' });
    await expect.poll(() => readYaml(text)).toContain('subject: One more time');
    expect(await readYaml(text)).toBe(before.replace(/subject: .*/, 'subject: One more time'));
    await page.getByRole('button', { name: 'Next: 2. Trigger' }).click();
    expect(await page.getByLabel('Target campaign').first().inputValue()).toBe('welcome-email');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'In the form: resend-welcome.yaml' }).click();
    await expect.poll(() => readYaml(findText())).toContain('subject: One more time');
  });

  test('a campaign of the playground is saved as a file', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save resend-welcome.yaml' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('resend-welcome.yaml');
    expect(readFileSync(await download.path(), 'utf8')).toContain('id: resend-welcome');
  });

  test('a script of the playground turns no text into HTML or into a script, and creates no policy that would', async () => {
    expect(await listOpenWays(page)).toEqual([]);
    problems = problems.filter((problem) => !isRefusedWay(problem));
  });

  test('a folder with files of others is not emptied for the playground', () => {
    const others = mkdtempSync(join(tmpdir(), 'others-'));
    writeFileSync(join(others, 'important.txt'), 'kept');
    const built = spawnSync(process.execPath, [BUILD, others], { encoding: 'utf8' });
    expect(built.status).toBe(1);
    expect(built.stderr).toContain('important.txt');
    expect(readFileSync(join(others, 'important.txt'), 'utf8')).toBe('kept');
    rmSync(others, { recursive: true });
  });
});
