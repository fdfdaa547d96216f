import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const ROOMS = '{adapters,api,bin,channels,cli,consumer,core,engine,functions,rehearse,server,sources}/**/*.ts';
const calls = globSync(ROOMS, { cwd: root }).flatMap((file) => [
  ...readFileSync(`${root}${file}`, 'utf8').matchAll(/\blog\.warn\(\s*('([A-Z_]+)')?/g),
]);
const codes = calls.map(([, , code]) => code);

const operating = readFileSync(`${root}docs/operating/operate.md`, 'utf8');
const [, section = ''] = operating.split(/^## What the logs say$/m);
const [table = ''] = section.split(/^## /m);

describe('every code of the logs', () => {
  test('every code of the logs is a literal where it is logged', () => {
    expect(calls.length).toBeGreaterThan(0);
    expect(codes).not.toContain(undefined);
  });

  test('every code of the logs is listed once in docs/operating/operate.md, with the place, the event and what to do, and no other is', () => {
    const rows = [...table.matchAll(/^\| `([A-Z_]+)` \|.*$/gm)];
    expect(rows.map(([, code]) => code).toSorted()).toEqual([...new Set(codes)].toSorted());
    for (const [row] of rows) expect(row).toMatch(/^(\| [^|]{3,} ){4}\|$/);
  });
});
