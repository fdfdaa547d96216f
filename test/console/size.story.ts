import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, startBrowser } from '../harness/console/open-console.ts';

/** The limits in kB (1,000 bytes) after gzip: of what the first view loads, and of each part that is loaded when it is needed. */
const LIMITS = { scripts: 450, styles: 130, lazyPart: 300 } as const;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const measure = (content: string | Buffer): number => gzipSync(content, { level: 9 }).length / 1_000;

describe('the size of the console', () => {
  test('the first view loads at most 450 kB of scripts and 130 kB of styles, and each other part has at most 300 kB', async () => {
    const opened = await openConsole(browser);
    const sizes = new Map<string, number>();
    opened.page.on('response', async (response) => {
      const { pathname } = new URL(response.url());
      if (/\.(?:js|css)$/.test(pathname)) sizes.set(pathname, measure(await response.body()));
    });
    await opened.open('/campaigns');
    await opened.page.getByText('There are no campaigns yet.').waitFor();
    await opened.page.waitForLoadState('networkidle');
    const sum = (ending: string) =>
      [...sizes].filter(([path]) => path.endsWith(ending)).reduce((total, [, size]) => total + size, 0);
    const first = { scripts: Math.round(sum('.js')), styles: Math.round(sum('.css')) };
    await opened.close();

    const folder = join(process.env['CONSOLE_FOLDER'] ?? '', 'assets');
    const parts = readdirSync(folder)
      .filter((file) => file.endsWith('.js') && !sizes.has(`/console/assets/${file}`))
      .map((file) => ({ file, size: Math.round(measure(readFileSync(join(folder, file)))) }))
      .sort((one, other) => other.size - one.size);
    console.log(`first view: ${first.scripts} kB of scripts, ${first.styles} kB of styles, gzip`);
    console.log(`other parts: ${parts.map(({ file, size }) => `${file} ${size} kB`).join(', ')}`);
    expect(first.scripts).toBeGreaterThan(100);
    expect(first.scripts).toBeLessThanOrEqual(LIMITS.scripts);
    expect(first.styles).toBeLessThanOrEqual(LIMITS.styles);
    expect(parts.filter(({ size }) => size > LIMITS.lazyPart)).toEqual([]);
  });
});
