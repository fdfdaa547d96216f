import fc from 'fast-check';
import sift from 'sift';
import { expect, test } from 'vitest';
import { checkFilter, compileFilter } from '../../core/filter.ts';
import { StepCounter } from '../../core/step-counter.ts';
import { anyData, anyFilter } from '../harness/core/any-filter.ts';

/** Values without null, lists in lists and $mod of text, where this filter differs from sift: filter.test.ts has them. */
const plain = fc.constantFrom<unknown>('a', 'b', '', 'ab', 0, 1, 2, -1, true, false);

test('a filter selects the users that sift, a reader of MongoDB filters, selects (R39)', () => {
  let [held, compared] = [0, 0];
  fc.assert(
    fc.property(anyFilter({ plain, patterns: ['a', '^b?$', '[ab]{2}'] }), anyData({ plain }), (filter, data) => {
      fc.pre(checkFilter(filter, []).length === 0);
      const holds = compileFilter(filter)(data, new StepCounter());
      expect(holds).toBe(sift.default(filter)(data));
      held += Number(holds);
      compared += 1;
    }),
    { numRuns: 2_000 },
  );
  // Both answers must occur among those that were compared.
  expect(held / compared).toBeGreaterThan(0.1);
  expect(held / compared).toBeLessThan(0.9);
});
