import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, startBrowser } from '../harness/console/open-console.ts';
import { measureGzip, SIZE_LIMITS } from '../harness/console/size-limits.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

describe('the size of the console', () => {
  test('the first view loads at most 450 kB of scripts and 130 kB of styles, and each other part has at most 300 kB', async () => {
    const opened = await openConsole(browser);
    const sizes = new Map<string, number>();
    opened.page.on('response', async (response) => {
      const { pathname } = new URL(response.url());
      if (/\.(?:js|css)$/.test(pathname)) sizes.set(pathname, measureGzip(await response.body()));
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
      .map((file) => ({ file, size: Math.round(measureGzip(readFileSync(join(folder, file)))) }))
      .sort((one, other) => other.size - one.size);
    console.log(`first view: ${first.scripts} kB of scripts, ${first.styles} kB of styles, gzip`);
    console.log(`other parts: ${parts.map(({ file, size }) => `${file} ${size} kB`).join(', ')}`);
    expect(first.scripts).toBeGreaterThan(100);
    expect(first.scripts).toBeLessThanOrEqual(SIZE_LIMITS.scripts);
    expect(first.styles).toBeLessThanOrEqual(SIZE_LIMITS.styles);
    expect(parts.filter(({ size }) => size > SIZE_LIMITS.lazyPart)).toEqual([]);
  });
});
