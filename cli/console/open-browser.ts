import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The programs that open a page in the browser of the user, with their first arguments. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  linux: ['xdg-open'],
  win32: ['explorer'],
};

/**
 * Opens an address with a secret in the browser of the user, and returns the function that removes what that left. The command line of a
 * program can be read by all users of a machine, so the address is in a file that only this user can read, and that leads on.
 * Does nothing where there is no browser.
 */
export function openBrowser(address: string): () => void {
  const [program, ...args] = OPENERS[process.platform] ?? [];
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (program === undefined || (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY)) return () => undefined;
  const folder = mkdtempSync(join(tmpdir(), 'campaign-connector-console-'));
  const file = join(folder, 'open.html');
  const page = `<!doctype html><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${address}">`;
  writeFileSync(file, page, { mode: 0o600 });
  const opening = spawn(program, [...args, pathToFileURL(file).href], { stdio: 'ignore', detached: true });
  // The address is printed, too: a browser that does not open is no failure.
  opening.on('error', () => undefined);
  opening.unref();
  return () => rmSync(folder, { recursive: true, force: true });
}
