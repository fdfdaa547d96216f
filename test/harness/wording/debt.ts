import { readFileSync, writeFileSync } from 'node:fs';
import type { Check } from './checks.ts';
import { countByFolder, folderOf, formatViolations, type Violation } from './violations.ts';

/** The violations of each check that are still allowed, by folder. */
export type Debt = Readonly<Record<Check, Readonly<Record<string, number>>>>;

const FILE = new URL('../../wording/debt.json', import.meta.url);

/** The recorded debt. */
export const DEBT: Debt = JSON.parse(readFileSync(FILE, 'utf8'));

/** Records what is found as the debt. */
export function recordDebt(found: Readonly<Record<Check, readonly Violation[]>>): void {
  const entries = Object.entries(found).map(([check, violations]) => [check, countByFolder(violations)]);
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
}

/**
 * Returns the difference between what is found and what is recorded, as lines: the folders with other numbers, and the violations in
 * them.
 */
export function differencesFromDebt(found: readonly Violation[], recorded: Readonly<Record<string, number>>): string[] {
  const counts = countByFolder(found);
  const folders = [...new Set([...Object.keys(counts), ...Object.keys(recorded)])].sort();
  return folders
    .filter((folder) => (counts[folder] ?? 0) !== (recorded[folder] ?? 0))
    .flatMap((folder) => [
      `${folder}: ${counts[folder] ?? 0} found, ${recorded[folder] ?? 0} recorded; record fewer by: npm run wording -- --record`,
      ...formatViolations(found.filter(({ path }) => folderOf(path) === folder)),
    ]);
}
