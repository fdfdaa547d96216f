#!/usr/bin/env node
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
/** The folder of the playground: the first argument of the command line, or `dist/playground`. */
const folder = resolve(process.argv[2] ?? join(root, 'dist/playground'));

/** The names in a folder that an earlier build wrote. */
const BUILT = new Set(['assets', 'index.html']);

// The build empties the folder: files of others stay.
const others = existsSync(folder) ? readdirSync(folder).filter((name) => !BUILT.has(name)) : [];
if (others.length > 0) {
  console.error(`${folder}: expected an empty folder, or one with an earlier playground; found ${others[0]}`);
  process.exitCode = 1;
} else {
  await build({
    configFile: join(root, 'console/vite.playground.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  });
  console.log(`${folder}: put it on any web server`);
}
