#!/usr/bin/env node
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
/** The folder for the bundles and their metafiles: the first argument of the command line, or `dist`. */
const outputRoot = resolve(process.argv[2] ?? join(root, 'dist'));
const output = join(outputRoot, 'functions');
const metafiles = join(outputRoot, 'metafiles');

/** The first line of each bundle: packages in CommonJS call `require` for Node's own modules, and an ES module has none. */
const banner = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** The plugin that leaves the version alone in the package.json of AWS clients: they read it for their user agent. The rest is 2 kB each. */
const versionsOnly: Plugin = {
  name: 'versions-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), ['version']),
      loader: 'json',
    }));
  },
};

mkdirSync(metafiles, { recursive: true });
const handlerFiles = readdirSync(join(root, 'functions')).filter((file) => file.endsWith('.ts'));
for (const file of handlerFiles) {
  const name = basename(file, '.ts');
  rmSync(join(output, name), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { index: join('functions', file) },
    outdir: join(output, name),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // What is imported by `import()` becomes a file of its own, which a cold start does not load.
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: banner },
    // Prefers the ES modules of packages: esbuild leaves out their unused exports.
    mainFields: ['module', 'main'],
    alias: {
      '@aws-sdk/credential-provider-node': join(root, 'functions', 'runtime', 'credentials.ts'),
      '@aws-sdk/endpoint-cache': join(root, 'functions', 'runtime', 'no-endpoint-cache.ts'),
      'dom-serializer': join(root, 'functions', 'runtime', 'no-serializer.ts'),
    },
    plugins: [versionsOnly],
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  writeFileSync(join(metafiles, `${name}.json`), JSON.stringify(metafile));
  const files = Object.values(metafile.outputs);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`${name.padEnd(16)} ${Math.ceil(bytes / 1_000)} kB in ${files.length} files`);
}
