import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { parseJson } from '../../core/contracts/parse-json.ts';
import { findBrowser } from '../clients/find-browser.ts';
import { expectAccessible, startBrowser, takeScreenshot, watchProblems } from '../harness/console/open-console.ts';
import { ended } from '../harness/processes.ts';
import type { Installation } from './deployed.ts';
import { MAX_WAIT } from './deployment-test.ts';
import { environmentOf, type Keys } from './people.ts';
import { failure } from './slowness.ts';
import { REPOSITORY } from './tools.ts';

/** The line that `campaign-connector console --json` prints at its start. */
const sessionSchema = v.looseObject({ address: v.string() });

/** A console that the command serves, in a process of its own. */
interface ServedConsole {
  /** The address of the page, with the token in its fragment. */
  readonly address: string;
  /** The lines that it prints, one for each call: when, who, which, and the status. */
  readonly reported: readonly string[];
  stop(): Promise<void>;
}

/** A page of the console, opened for one story. */
export interface ConsolePage {
  readonly page: Page;
  /** Opens a path after the # of the address. */
  readonly open: (path: string) => Promise<void>;
  readonly expectAccessible: () => Promise<void>;
}

/** Serves the console of an installation as a user does: by the command, which signs with the keys of the user. */
async function serveConsole({ api }: Installation, keys: Keys, options: readonly string[]): Promise<ServedConsole> {
  const words = ['--endpoint', api, '--sign', '--json', 'console', '--port', '0', '--no-open', ...options];
  const child = spawn(process.execPath, ['bin/campaign-connector.ts', ...words], {
    ...{ cwd: REPOSITORY, env: environmentOf(keys), stdio: ['ignore', 'pipe', 'pipe'] },
  });
  const reported: string[] = [];
  createInterface(child.stderr).on('line', (line) => reported.push(line));
  const [line] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'close').then(([code]) => {
      throw new Error(`console: ended with ${code}\n${reported.join('\n')}`);
    }),
  ]);
  const { address } = v.parse(sessionSchema, parseJson(String(line)));
  return { address, reported, stop: () => ended(child, 5_000) };
}

/** The consoles of the tests of a file: one that changes nothing, and one that may. */
export interface Consoles {
  /** Runs a story in a page of its own, and expects that the page reported no error. The error of a failure on a slow machine says so. */
  run(access: 'read only' | 'write', story: (page: ConsolePage) => Promise<void>): Promise<void>;
  /** Returns the lines that the console has printed of its calls. */
  listCalls(access: 'read only' | 'write'): readonly string[];
}

/** Opens the consoles of an installation for the tests of a file, as its marketer. Where there is no browser, the tests are skipped. */
export function openConsoles(installation: Installation): Consoles {
  const served = new Map<string, ServedConsole>();
  let browser: Browser | undefined;
  const find = (access: string): ServedConsole => {
    const console = served.get(access);
    if (console === undefined) throw new Error('the console: expected to be served while tests run');
    return console;
  };
  const hasBrowser = findBrowser() !== undefined;
  beforeAll(async () => {
    if (!hasBrowser) return;
    browser = await startBrowser();
    const { marketer } = installation.people;
    // One after the other: the first builds the console, if it has changed.
    served.set('read only', await serveConsole(installation, marketer, []));
    served.set('write', await serveConsole(installation, marketer, ['--write']));
  });
  beforeEach(({ skip }) => skip(!hasBrowser, 'there is no Chromium and no Chrome'));
  afterAll(async () => {
    await browser?.close();
    await Promise.all([...served.values()].map(({ stop }) => stop()));
  });
  return {
    async run(access, story) {
      const context = await browser?.newContext({ locale: 'en-US', timezoneId: 'Europe/Lisbon' });
      const page = await context?.newPage();
      if (page === undefined) throw new Error('the browser: expected to be open while tests run');
      page.setDefaultTimeout(MAX_WAIT.timeout);
      const problems = watchProblems(page);
      const { address } = find(access);
      const { origin } = new URL(address);
      try {
        await page.goto(address);
        await page.getByRole('navigation').first().waitFor();
        await story({
          page,
          open: async (path) => void (await page.goto(`${origin}/#${path}`)),
          expectAccessible: () => expectAccessible(page),
        });
        expect(problems).toEqual([]);
      } catch (error) {
        throw failure(`${error instanceof Error ? (error.stack ?? error.message) : error}\n${problems.join('\n')}`);
      } finally {
        await takeScreenshot(page);
        await context?.close();
      }
    },
    listCalls: (access) => find(access).reported,
  };
}
