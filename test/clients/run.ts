import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findBrowser } from './find-browser.ts';

// Runs the client of the inbox, and the page to unsubscribe, in a real browser.

console.log('== client for browsers (Chromium or Chrome)');
const browser = findBrowser();
if (browser !== undefined) process.exitCode = run(browser);
else {
  const found = 'found no Chromium and no Chrome on the PATH, and BROWSER_PATH names none';
  console.log(`SKIPPED: npm run test:clients ${found}.`);
  // The runners of GitHub have Chrome: there, a browser that is not found is a fault of this file.
  if (process.env['GITHUB_ACTIONS'] === 'true') process.exitCode = 1;
}

function run(path: string): number {
  const vitest = join(import.meta.dirname, '..', '..', 'node_modules', 'vitest', 'vitest.mjs');
  const words = [vitest, 'run', '--config', join(import.meta.dirname, 'vitest.config.ts')];
  return (
    spawnSync(process.execPath, words, { stdio: 'inherit', env: { ...process.env, BROWSER_PATH: path } }).status ?? 1
  );
}
