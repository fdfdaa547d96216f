import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkFilter, compileFilter } from '../../core/filter.ts';
import { StepCounter } from '../../core/step-counter.ts';

const page = readFileSync(new URL('../../docs/reference/campaigns.md', import.meta.url), 'utf8');
const [, section = ''] = page.split(/^### Filters$/m);
const [text = ''] = section.split(/^#+ /m);
const [, table = ''] = text.split(/^\| operator \|.*\n\|[- |]+\|$/m);
const operatorsIn = (words = ''): readonly string[] => words.match(/\$\w+/g) ?? [];
const listed = [...table.matchAll(/^\|([^|]+)\|/gm)].flatMap(([, cell]) => operatorsIn(cell));
const [, hold = ''] = /Where the field is missing, (.*) hold, the others do not;/.exec(text) ?? [];

/** Returns the operators that a filter may have, as its faults name them. */
function operators(): string[] {
  const faults = [{ $unknown: 1 }, { field: { $unknown: 1 } }].flatMap((filter) => checkFilter(filter, []));
  return [...new Set(faults.flatMap(({ expected }) => operatorsIn(expected)))];
}

/** The operators of a field, each with an operand, without those of conditions. */
const OPERANDS = {
  $eq: 1,
  $ne: 1,
  $gt: 1,
  $gte: 1,
  $lt: 1,
  $lte: 1,
  $in: [1],
  $nin: [1],
  $exists: false,
  $type: 'null',
  $size: 0,
  $all: [1],
  $mod: [2, 0],
  $regex: 'a',
};

describe('the filters of the page about campaigns', () => {
  test('the page about campaigns lists every operator of filters in its table, and no other', () => {
    expect(operators().length).toBeGreaterThan(3);
    expect(listed.toSorted()).toEqual(operators().toSorted());
  });

  test.each(Object.entries(OPERANDS))(
    'a filter with %s %j holds or does not where the field is missing, as the page about campaigns says',
    (operator, operand) => {
      expect(compileFilter({ field: { [operator]: operand } })({}, new StepCounter())).toBe(
        operatorsIn(hold).includes(operator),
      );
    },
  );
});
