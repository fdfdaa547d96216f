#!/usr/bin/env node
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
/** Where the bundles go, and what is known of them: a folder said on the command line, or `dist`. */
const outputRoot = resolve(process.argv[2] ?? join(root, 'dist'));
const output = join(outputRoot, 'functions');
const metafiles = join(outputRoot, 'metafiles');

/** Packages in CommonJS ask for Node's own modules by `require`, which a module does not have. */
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

mkdirSync(metafiles, { recursive: true });
const handlerFiles = readdirSync(join(root, 'functions')).filter((file) => file.endsWith('.ts'));
for (const file of handlerFiles) {
  const name = basename(file, '.ts');
  rmSync(join(output, name), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join('functions', file)],
    outfile: join(output, name, 'index.mjs'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: banner },
    // ES modules, of which what nobody uses is left out.
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': join(root, 'functions', 'runtime', 'credentials.ts'),
    },
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  writeFileSync(join(metafiles, `${name}.json`), JSON.stringify(metafile));
  const bytes = Object.values(metafile.outputs).reduce((sum, file) => sum + file.bytes, 0);
  console.log(`${name.padEnd(16)} ${Math.ceil(bytes / 1_000)} kB`);
}
