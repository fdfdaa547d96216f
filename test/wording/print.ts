import { parseArgs } from 'node:util';
import { CHECKS } from '../harness/wording/checks.ts';
import { recordDebt } from '../harness/wording/debt.ts';
import { formatViolations } from '../harness/wording/violations.ts';

const USAGE = `npm run -s wording -- [PATH...] [--record]
Prints what breaks the rules about wording, in all files or in those whose paths begin with PATH.
--record  writes the numbers to test/wording/debt.json`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { record: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});

const found = {
  comments: CHECKS.comments(),
  fields: CHECKS.fields(),
  homonyms: CHECKS.homonyms(),
  names: CHECKS.names(),
  phrases: CHECKS.phrases(),
};

if (values.help) console.log(USAGE);
else if (values.record) recordDebt(found);
else for (const [check, violations] of Object.entries(found)) print(check, violations);

function print(check: string, violations: typeof found.names): void {
  const chosen =
    positionals.length === 0
      ? violations
      : violations.filter(({ path }) => positionals.some((each) => path.startsWith(each)));
  console.log([`== ${check}: ${chosen.length}`, ...formatViolations(chosen), ''].join('\n'));
}
