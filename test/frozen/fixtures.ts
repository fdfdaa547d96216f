import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;

/** Returns the versions of the fixtures, the oldest first. */
export function versions(): string[] {
  const numbers = readdirSync(FOLDER).flatMap((name) => /^v(\d+)$/.exec(name)?.[1] ?? []);
  return numbers.toSorted((one, other) => Number(one) - Number(other)).map((number) => `v${number}`);
}

/** Returns the text of a fixture. */
export function readText(version: string, name: string): string {
  return readFileSync(join(FOLDER, version, name), 'utf8');
}

/** Returns what a fixture in JSON holds. */
export function readFixture<Fixture>(version: string, name: string): Fixture {
  return JSON.parse(readText(version, name));
}

/** Writes the fixtures of a new version. Throws where the version is there already: fixtures are never rewritten. */
export function writeVersion(version: string, texts: Readonly<Record<string, string>>): void {
  if (!/^v\d+$/.test(version)) throw new Error(`version: expected v and a number, found ${version}`);
  const folder = join(FOLDER, version);
  if (existsSync(folder)) throw new Error(`${version}: expected a version that is not there yet`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(texts))
    writeFileSync(join(folder, name), text.endsWith('\n') ? text : `${text}\n`);
}

/** Writes JSON with a line for each value at a depth, so that a fixture can be read and compared line by line. */
export function linesOfJson(value: unknown, depth: number, indent = ''): string {
  if (depth === 0 || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const lines = entries.map(([name, each]) => {
    const text = linesOfJson(each, depth - 1, inner);
    return Array.isArray(value) ? `${inner}${text}` : `${inner}${JSON.stringify(name)}: ${text}`;
  });
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}
