import { expect, test } from 'vitest';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { createHandler as checkWaves } from '../../functions/check-waves.ts';
import { followUpOfTarget, Owner } from '../harness/adapters/sample.ts';
import { Installed, lasting } from '../harness/functions/in-container.ts';

const named = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}-${100 + index}`);

/** Publishes follow-ups, and counts the given number of waiting users in each. */
async function published(installed: Installed, ids: readonly string[], waiting: number) {
  const { services } = installed;
  for (const id of ids) {
    await installed.publishes(followUpOfTarget(id, 'welcome'));
    await services.counts.add(id, { waiting });
  }
  await services.counts.flush();
}

const counted = ({ metrics }: Installed) =>
  Object.keys(metrics).flatMap((name) => /^Waiting (.*)$/.exec(name)?.[1] ?? []);

test('waiting users are counted also after a hundred drafts and twenty campaigns without any waiting user', async () => {
  const installed = new Installed();
  for (const id of named('draft', 100)) await new Owner(installed.services).saves(followUpOfTarget(id, 'welcome'));
  await published(installed, named('empty', 20), 0);
  await published(installed, named('reminder', 20), 3);
  await checkWaves(installed.lambda())({}, lasting(4 * MINUTE));
  expect(counted(installed)).toEqual(named('reminder', 20));
  expect([installed.metrics['Waiting reminder-119'], installed.warned]).toEqual([3, []]);
});

test('waiting users of at most twenty campaigns are counted, because each metric costs; a larger number is logged once, and again when it changes', async () => {
  const installed = new Installed();
  await published(installed, named('reminder', 22), 1);
  const check = checkWaves(installed.lambda());
  for (let times = 0; times < 3; times++) await check({}, lasting(4 * MINUTE));
  expect(counted(installed)).toEqual(named('reminder', 20));
  expect(installed.warned).toEqual(['WAITING_NOT_COUNTED']);
  await published(installed, ['second'], 1);
  for (let times = 0; times < 3; times++) await check({}, lasting(4 * MINUTE));
  expect(installed.warned).toEqual(['WAITING_NOT_COUNTED', 'WAITING_NOT_COUNTED']);
});

test('the counts of at most a hundred published campaigns are read in search of waiting users, because each read costs', async () => {
  const installed = new Installed();
  await published(installed, named('empty', 103), 0);
  const reads = () => installed.standIns.tally.of('DynamoDB BatchGetItem');
  const before = reads();
  await checkWaves(installed.lambda())({}, lasting(4 * MINUTE));
  expect(reads() - before).toBe(100);
  expect(installed.warned).toEqual(['WAITING_NOT_COUNTED']);
});
