import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AWS_FAULTS } from './aws-faults.ts';
import { TEXT_FAULTS } from './planted-faults.ts';
import { replaceOnce } from './replace-once.ts';

test.each([...TEXT_FAULTS, ...AWS_FAULTS])(
  'the fault "$name" can be planted: the passage that it replaces occurs once in $file',
  ({ file, find, replace, also = [] }) => {
    for (const each of [{ file, find, replace }, ...also]) {
      const text = readFileSync(new URL(`../../${each.file}`, import.meta.url), 'utf8');
      expect(replaceOnce(text, each.find, each.replace), each.find).toBeDefined();
    }
  },
);
