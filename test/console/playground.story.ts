import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { isRefusedWay, listOpenWays } from '../harness/console/inject-text.ts';
import { expectAccessible, startBrowser, takeScreenshot, watchProblems } from '../harness/console/open-console.ts';

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
    await page.getByLabel('Content of resend-welcome.yaml').fill('id: mine\nname: Mine\ntriggers: []\n');
    await page.getByText(/^resend-welcome\.yaml:3:\d+ triggers: expected/).waitFor();
    await expectAccessible(page);
    await page.reload();
    await page.getByText(/^resend-welcome\.yaml:3:\d+ triggers: expected/).waitFor();
    expect(await page.getByLabel('Content of resend-welcome.yaml').inputValue()).toContain('name: Mine');
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
    await page.getByText('These campaigns cannot be played').waitFor();
  });

  test('the playground shows the HTML of an email as its source, since no server puts it in a sandbox', async () => {
    const content = page.getByLabel('Content of resend-welcome.yaml');
    await content.fill((await content.inputValue()).replace(/body: .*/, 'body: <p id="hostile">Hello</p>'));
    await page.getByRole('button', { name: 'Rehearse', exact: true }).click();
    await page.getByRole('tab', { name: 'Who gets what when' }).click();
    await page.getByRole('button', { name: 'Inbox of Dara' }).first().click();
    await page.getByText('<p id="hostile">Hello</p>', { exact: true }).waitFor();
    expect(await page.locator('iframe, #hostile').count()).toBe(0);
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
