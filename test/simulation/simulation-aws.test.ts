import { describe, expect, test } from 'vitest';
import { awsGround } from './aws-ground.ts';
import { writeFailure } from './report.ts';
import { runHistory } from './run.ts';

const HISTORIES = 100;
const BLOCKS = 1;

describe('over the AWS adapters, whose calls are throttled, time out after they were heard, and break, the outcome is that of the rules', () => {
  test.each(Array.from({ length: BLOCKS }, (_, block) => 1 + (block * HISTORIES) / BLOCKS))(
    'in the hundred histories from seed %i (R1-R3, R23, R30-R38, R40-R43, R50-R53, R60, R71, R72)',
    async (first) => {
      for (let seed = first; seed < first + HISTORIES / BLOCKS; seed++) {
        const failure = await runHistory(seed, awsGround);
        expect(failure && writeFailure(failure)).toBeUndefined();
      }
    },
    60_000,
  );
});
