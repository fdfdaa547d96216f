#!/usr/bin/env node
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const root = join(import.meta.dirname, '..');
const metafiles = join(root, 'dist', 'metafiles');
const metafile = v.object({ inputs: v.record(v.string(), v.unknown()) });
const manifest = v.object({ name: v.string(), version: v.string(), license: v.optional(v.string(), 'unknown') });

// The bundles and the console contain packages of others, whose licences must be distributed with them.
const lists = readdirSync(metafiles).map((file) => join(metafiles, file));
const inputs = [...lists, join(root, 'dist', 'console', 'bundled-packages.json')].flatMap((file) =>
  Object.keys(v.parse(metafile, readJson(file)).inputs),
);
const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
const parts = Map.groupBy([...folders].sort().map(read), ({ terms }) => terms);
const sections = [...parts].map(([terms, packages]) => [...packages.map(({ title }) => title), '', terms].join('\n'));
writeFileSync(join(root, 'dist', 'THIRD-PARTY-LICENSES.txt'), `${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);

function read(path: string): { title: string; terms: string } {
  const folder = join(root, path);
  const { name, version, license } = v.parse(manifest, readJson(join(folder, 'package.json')));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const terms = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  return { title: `${name} ${version} (${license})`, terms };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
