import { describe, expect, test } from 'vitest';
import { createAwsPlatform } from './aws-platform.ts';
import { writeFailure } from './report.ts';
import { runHistory } from './run.ts';

const HISTORIES = 60;
const BLOCKS = 1;

describe('simulation of AWS, where calls are throttled, fail, or time out after they took effect', () => {
  test.each(Array.from({ length: BLOCKS }, (_, block) => 1 + (block * HISTORIES) / BLOCKS))(
    'the outcome follows the rules in the sixty histories from seed %i (R1-R3, R23, R30-R39, R40-R43, R45, R50-R53, R60, R71, R72)',
    async (first) => {
      for (let seed = first; seed < first + HISTORIES / BLOCKS; seed++) {
        const failure = await runHistory(seed, createAwsPlatform);
        expect(failure && writeFailure(failure)).toBeUndefined();
      }
    },
    60_000,
  );
});
