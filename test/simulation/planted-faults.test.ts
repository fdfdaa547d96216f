import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AWS_FAULTS } from './aws-faults.ts';
import { TEXT_FAULTS } from './planted-faults.ts';

test.each([...TEXT_FAULTS, ...AWS_FAULTS])(
  'the fault "$name" can still be planted: its line stands in $file once',
  (fault) => {
    const text = readFileSync(new URL(`../../${fault.file}`, import.meta.url), 'utf8');
    expect(text.split(fault.find)).toHaveLength(2);
  },
);
