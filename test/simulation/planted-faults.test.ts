import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AWS_FAULTS } from './aws-faults.ts';
import { CONVERSION_FAULTS } from './conversion-faults.ts';
import { TEXT_FAULTS } from './planted-faults.ts';
import { replaceOnce } from './replace-once.ts';
import { STATISTICS_FAULTS } from './statistics-faults.ts';

test.each([...TEXT_FAULTS, ...CONVERSION_FAULTS, ...STATISTICS_FAULTS, ...AWS_FAULTS])(
  'the fault "$name" can be planted: the passage that it replaces occurs once in $file',
  ({ file, find, replace, also = [] }) => {
    for (const each of [{ file, find, replace }, ...also]) {
      const text = readFileSync(new URL(`../../${each.file}`, import.meta.url), 'utf8');
      expect(replaceOnce(text, each.find, each.replace), each.find).toBeDefined();
    }
  },
);
