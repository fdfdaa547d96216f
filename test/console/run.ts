import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../clients/find-browser.ts';

// Builds the console, and tells its stories in a real browser. Arguments are those of vitest, such as the name of a file.

const root = join(import.meta.dirname, '..', '..');
console.log('== console (Chromium or Chrome)');
const browser = findBrowser();
if (browser !== undefined) process.exitCode = run(browser);
else {
  const found = 'found no Chromium and no Chrome on the PATH, and BROWSER_PATH names none';
  console.log(`SKIPPED: npm run test:console ${found}.`);
  // The runners of GitHub have Chrome: there, a browser that is not found is a fault of this file.
  if (process.env['GITHUB_ACTIONS'] === 'true') process.exitCode = 1;
}

function run(path: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-connector-console-'));
  const env = { ...process.env, BROWSER_PATH: path, CONSOLE_FOLDER: folder };
  const spawn = (script: string, words: readonly string[]) =>
    spawnSync(process.execPath, [join(root, 'node_modules', script), ...words], { stdio: 'inherit', env, cwd: root })
      .status ?? 1;
  try {
    return (
      spawn('vite/bin/vite.js', ['build', 'console', '--outDir', folder, '--logLevel', 'warn']) ||
      spawn('vitest/vitest.mjs', [
        'run',
        '--config',
        join(import.meta.dirname, 'vitest.config.ts'),
        ...process.argv.slice(2),
      ])
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
