import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders whose files can be a part of the console: its own, and what it may import (.dependency-cruiser.cjs), directly or not. */
export const BUNDLED_FOLDERS = [
  'adapters/memory',
  'console',
  'core',
  'engine',
  'language',
  'rehearse',
  'sources',
] as const;

/** The files that decide on the packages and on how TypeScript is read. */
const SETTINGS = ['package-lock.json', 'package.json', 'tsconfig.json'] as const;

/** Returns the hash of everything that the console is built from, as 32 hexadecimal digits. */
export async function hashSources(root: string): Promise<string> {
  const pattern = `{${BUNDLED_FOLDERS.join(',')}}/**/*.*`;
  const found = await Array.fromAsync(glob(pattern, { cwd: root }));
  const sum = createHash('sha256');
  for (const path of [...SETTINGS, ...found.sort()]) {
    const content = await readFile(join(root, path)).catch(ignoreFolders);
    if (content !== undefined) sum.update(`\n${path}\n${content.length}\n`).update(content);
  }
  return sum.digest('hex').slice(0, 32);
}

/** Ignores what is no file, or is gone meanwhile. */
function ignoreFolders(): undefined {
  return undefined;
}
