import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const ON_A_MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Returns the path of a Chromium or Chrome: that of the variable BROWSER_PATH, or the first on the PATH; undefined if there is none. */
export function findBrowser({ BROWSER_PATH: given, PATH = '' }: NodeJS.ProcessEnv = process.env): string | undefined {
  if (given !== undefined && given !== '') return given;
  const folders = PATH.split(delimiter).filter((folder) => folder !== '');
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...paths, ON_A_MAC].find((path) => existsSync(path));
}
