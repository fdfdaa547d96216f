import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NAMED_REGIONS, quotasOf } from '../cost/quotas.ts';
import { number } from '../cost/table.ts';

const page = readFileSync(new URL('../../docs/operating/before-the-first-blast.md', import.meta.url), 'utf8');

/** Returns the quotas of a region as the page prints them. */
const printedFor = (region: string) =>
  page
    .split('\n')
    .find((line) => line.startsWith('|') && line.split('|')[1]?.includes(region))
    ?.split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());

describe('the table of quotas by region', () => {
  test.each([...NAMED_REGIONS, 'every other region'])(
    'the table of quotas by region says for %s what the calculation of capacity uses',
    (region) => {
      const { putEvents, deliveries, startExecution, transitions, stopExecution } = quotasOf(region);
      const quotas = [putEvents, deliveries, startExecution, transitions, stopExecution];
      expect(printedFor(region)).toEqual(quotas.map((quota) => number(quota)));
    },
  );
});
