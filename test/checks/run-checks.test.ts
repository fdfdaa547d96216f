import { expect, test } from 'vitest';
import { type Check, runChecks } from './run-checks.ts';

const FAILING: Check = { name: 'failing', command: 'echo broken; exit 3' };
const PASSING: Check = { name: 'passing', command: 'echo fine' };
const LONG: Check = { name: 'long', command: 'echo long begins; sleep 0.3; echo long ends' };

/** Runs checks, and returns what they wrote and which of them passed. */
async function resultsOf(quick: readonly Check[], long: Check) {
  const written: string[] = [];
  const results = await runChecks({ quick, long }, (text) => written.push(text));
  return { text: written.join(''), results: results.map(({ name, isPassed }) => `${name} ${isPassed}`) };
}

test('all checks of npm test run and are named, also after one of them failed', async () => {
  const { text, results } = await resultsOf([FAILING, PASSING], LONG);
  expect(results).toEqual(['failing false', 'passing true', 'long true']);
  expect(text).toBe('broken\nfine\nlong begins\nlong ends\n');
});

test('npm test fails if only the tests of behavior fail', async () => {
  expect((await resultsOf([PASSING], FAILING)).results).toEqual(['passing true', 'failing false']);
});

test('a check of npm test that a signal ends has failed, because it found nothing out', async () => {
  const killed = { name: 'killed', command: 'kill -KILL $$' };
  expect((await resultsOf([killed], PASSING)).results).toEqual(['killed false', 'passing true']);
});

test('a check of npm test whose program does not exist has failed', async () => {
  const missing = { name: 'missing', command: 'no-such-program-anywhere' };
  expect((await resultsOf([missing], PASSING)).results).toEqual(['missing false', 'passing true']);
});

test('the output of the longest check of npm test follows that of the quick ones and does not mix with it', async () => {
  const slow = { name: 'slow', command: 'sleep 0.2; echo slow; sleep 0.2; echo slower' };
  const { text } = await resultsOf([slow], LONG);
  expect(text).toBe('slow\nslower\nlong begins\nlong ends\n');
});
