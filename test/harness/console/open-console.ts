import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { openFolder } from '../../../server/console/console-source.ts';
import { createSenderSetup } from '../../../server/create-senders.ts';
import { openRuntime } from '../../../server/local-runtime.ts';
import { startServer } from '../../../server/server.ts';
import { parseSettings } from '../../../server/settings.ts';
import { findBrowser } from '../../clients/find-browser.ts';
import { silent } from '../api/open-api.ts';
import { failEntry } from '../server/fail-entry.ts';

/** The instant at which the installation of a story begins. */
const STORY_START = '2026-12-01T08:00:00Z';

/** Starts the browser of the stories. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('expected a Chromium: npm run test:console finds one');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** An installation on one machine, and a page of the browser that shows its console. */
export interface OpenedConsole {
  readonly page: Page;
  readonly url: string;
  /** Calls the HTTP interface, and returns the parsed answer. Throws if its status is not 2xx. */
  readonly call: (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;
  /** Sends events: each with the detail type and the detail. */
  readonly send: (...events: readonly (readonly [detailType: string, detail: object])[]) => Promise<void>;
  /** Moves the clock, such as by `7 days`. Everything due by then is done. */
  readonly advance: (by: string) => Promise<void>;
  /** Stores an entry whose processing failed, and which is tried again a day later. */
  readonly failEntry: (entry: object) => Promise<void>;
  /** Opens a path after the # of the address. */
  readonly open: (path: string) => Promise<void>;
  /** Expects no violation of WCAG 2.2 AA in what the page shows now. */
  readonly expectAccessible: () => Promise<void>;
  /** Ends the story: expects that the page reported no error and violated no policy. */
  readonly close: () => Promise<void>;
}

interface OpenOptions {
  /** The variables that `npm start` reads from the environment. */
  readonly env?: Record<string, string>;
  readonly context?: BrowserContextOptions;
  /** The clock of the installation. Absent, it is moved by hand. */
  readonly clock?: 'manual' | 'system';
  /** Returns whether the story is about a problem that the page reports. */
  readonly isExpected?: (problem: string) => boolean;
}

/** Opens the console of a new installation in a new page. */
export async function openConsole(
  browser: Browser,
  { env = {}, context = {}, clock = 'manual', isExpected = () => false }: OpenOptions = {},
): Promise<OpenedConsole> {
  const settings = parseSettings(
    clock === 'manual' ? ['--manual-clock'] : [],
    { DATA_DIR: ':memory:', PORT: '0', ...(clock === 'manual' && { CLOCK_START: STORY_START }), ...env },
    Date.parse(STORY_START),
  );
  if ('fault' in settings) throw new Error(settings.fault);
  const log = silent;
  const { clockStart } = settings;
  const runtime = openRuntime({
    directory: settings.directory,
    ...(clockStart === undefined ? {} : { clockStart }),
    companyZone: settings.companyZone,
    senderSetup: createSenderSetup(settings.sending),
    log,
  });
  const server = await startServer(runtime, {
    ...settings,
    publicServer: settings.sending.publicServer,
    console: openFolder(findBuiltFolder()),
    log,
  });
  const browserContext = await browser.newContext({ locale: 'en-US', timezoneId: 'Europe/Lisbon', ...context });
  const page = await browserContext.newPage();
  const problems = watchProblems(page);

  const call: OpenedConsole['call'] = async (method, path, body) => {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${server.url}${path}`, { method, ...init });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    page,
    url: server.url,
    call,
    async send(...events) {
      const entries = events.map(([DetailType, Detail]) => ({ Source: 'shop', DetailType, Detail }));
      await call('POST', '/events', { entries });
    },
    async advance(by) {
      await call('POST', '/clock', { advance: by });
    },
    failEntry: (entry) => failEntry(runtime, entry),
    async open(path) {
      await page.goto(`${server.url}/#${path}`);
    },
    expectAccessible: () => expectAccessible(page),
    async close() {
      await takeScreenshot(page);
      await browserContext.close();
      await server.stop();
      expect(problems.filter((problem) => !isExpected(problem))).toEqual([]);
    },
  };
}

/** Returns the folder that `npm run test:console` built. */
export function findBuiltFolder(): string {
  const folder = process.env['CONSOLE_FOLDER'];
  if (folder === undefined) throw new Error('CONSOLE_FOLDER: expected the built console; npm run test:console sets it');
  return folder;
}

/** Keeps a picture of how a story ended, in the folder that SCREENSHOTS names, for people. */
export async function takeScreenshot(page: Page): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  const name = expect
    .getState()
    .currentTestName?.replaceAll(/[^\w]+/g, '-')
    .slice(0, 120);
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Collects what the page reports as an error, and what its policy blocked. */
export function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    // A call that the interface refused, or that the story let fail, is no fault of the page: the browser reports it.
    const isRefusedCall = /^Failed to load resource: (?:the server responded with a status of 4|net::ERR_FAILED)/.test(
      message.text(),
    );
    if (message.type() === 'error' && !isRefusedCall) problems.push(message.text());
  });
  return problems;
}

/** Waits until what appears and disappears has done so. Text that fades in has less contrast. What never ends, such as a spinner, is not waited for. */
const END_OF_ANIMATIONS = `Promise.allSettled(
  document
    .getAnimations()
    .filter((each) => each.playState === 'running' && Number.isFinite(each.effect?.getComputedTiming().endTime))
    .map((each) => each.finished),
).then(() => undefined)`;

/** Expects no violation of WCAG 2.2 AA in what a page shows now. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(END_OF_ANIMATIONS);
  await page.evaluate(readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const { violations } = await page.evaluate(
    (values) => (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: 'tag', values } }),
    tags,
  );
  expect(formatAxeViolations(violations)).toEqual([]);
}

function formatAxeViolations(violations: AxeResults['violations']): string[] {
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
