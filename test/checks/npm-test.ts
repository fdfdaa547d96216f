import { readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import * as v from 'valibot';
import { type Check, runChecks } from './run-checks.ts';

// What `npm test` runs: every check, with a line for each at the end. It fails if one of them fails.

const { scripts } = v.parse(
  v.object({ scripts: v.record(v.string(), v.string()) }),
  JSON.parse(readFileSync('package.json', 'utf8')),
);

/** Returns a check that a script of package.json holds. */
function checkOf(name: string): Check {
  const command = scripts[name];
  if (command === undefined) throw new Error(`package.json: expected a script ${name}`);
  return { name, command };
}

process.env['PATH'] = [resolve('node_modules/.bin'), process.env['PATH']].join(delimiter);
if (process.stdout.isTTY) process.env['FORCE_COLOR'] ??= '1';

const quick = ['test:format', 'test:imports', 'test:unused', 'test:types', 'test:wording'].map(checkOf);
const results = await runChecks({ quick, long: checkOf('test:behavior') }, (text) => process.stdout.write(text));
console.log();
for (const { name, isPassed, seconds } of results)
  console.log(`${isPassed ? 'passed' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
process.exitCode = results.every(({ isPassed }) => isPassed) ? 0 : 1;
