import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createFirstCall, createWave } from '../../core/contracts/wave.ts';
import { createHandler as checkWaves } from '../../functions/check-waves.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { breaks, handed, Installed, lasting, onTheBus, record } from '../harness/functions/in-container.ts';

const gets = (userId: string) => onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome' });
const FOUR_MINUTES = lasting(4 * MINUTE);

/** Restores the tables of an installation, in which a user waits, into a new one: no execution is there. */
async function restored() {
  const installed = new Installed();
  await installed.publishes(followUpOfTarget('reminder', 'welcome'));
  await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
  const [wave] = (await installed.services.waves.listByCampaign('reminder')).items;
  if (wave === undefined) throw new Error('wave: expected');
  installed.standIns.stepFunctions.lose();
  return { installed, wave };
}

const startWaves = async ({ services }: Installed, count: number) => {
  for (let minute = 1; minute <= count; minute += 1)
    await services.waves.start(createWave('crowd', 1, NOON + HOUR + minute * MINUTE));
};
const running = ({ standIns: { stepFunctions } }: Installed) =>
  stepFunctions.executions.filter(({ status }) => status === 'RUNNING').map(({ name }) => name);

describe('the check of waves, in an installation whose tables were restored', () => {
  test('the check of waves after a restore starts a wave that still lies ahead under its own name, and its messages leave in time (R72)', async () => {
    const { installed, wave } = await restored();
    await checkWaves(installed.lambda())({}, FOUR_MINUTES);
    expect(installed.standIns.stepFunctions.executions).toMatchObject([{ name: wave.name, status: 'RUNNING' }]);
    expect(installed.warned).toContain('WAVES_RESUMED');
    const { call } = JSON.parse(installed.standIns.stepFunctions.execution(wave.name)?.input ?? '');
    installed.now = wave.departure;
    await dispatch(installed.lambda())(call, lasting(2 * MINUTE));
    expect(installed.sent()).toEqual(['ann']);
  });

  test('the check of waves after a restore starts a wave with a past departure a few minutes later, and its messages leave late (R72)', async () => {
    const { installed, wave } = await restored();
    installed.now = wave.departure + 10 * MINUTE;
    await checkWaves(installed.lambda())({}, FOUR_MINUTES);
    expect(running(installed)).toEqual([`${wave.name}.r1`]);
    await dispatch(installed.lambda())(createFirstCall(wave), lasting(2 * MINUTE));
    expect(installed.sent()).toEqual(['ann']);
  });

  test('the check of waves after a restore starts a wave under its next name if its own is taken by an execution that failed', async () => {
    const { installed, wave } = await restored();
    await installed.services.waves.resume({ wave, restarts: 0 });
    installed.standIns.stepFunctions.end(wave.name, 'FAILED');
    await checkWaves(installed.lambda())({}, FOUR_MINUTES);
    expect(running(installed)).toEqual([`${wave.name}.r1`]);
    await checkWaves(installed.lambda())({}, FOUR_MINUTES);
    expect(running(installed)).toEqual([`${wave.name}.r1`]);
  });

  test('the check of waves after a restore starts no wave that an operator aborted or that was drained', async () => {
    const { installed, wave } = await restored();
    await installed.services.waves.resume({ wave, restarts: 0 });
    installed.standIns.stepFunctions.end(wave.name, 'ABORTED');
    await checkWaves(installed.lambda())({}, FOUR_MINUTES);
    await installed.services.waves.closeBoarding(wave);
    installed.standIns.stepFunctions.lose();
    await checkWaves(installed.lambda())({}, FOUR_MINUTES);
    expect(running(installed)).toEqual([]);
  });

  test('the check of waves after a restore starts the earliest waves first, as many as it has time for, and the others in the next check', async () => {
    const installed = new Installed();
    await startWaves(installed, 30);
    const names = running(installed);
    installed.standIns.stepFunctions.lose();
    let left = 70 * SECOND;
    const takesASecond: Around = (request, perform) => {
      if (request.startsWith('StartExecution')) left -= SECOND;
      return Promise.resolve(perform());
    };
    const check = checkWaves(installed.lambda(takesASecond));
    await check(
      {},
      lasting(() => left),
    );
    expect(running(installed)).toEqual(names.slice(0, 11));
    left = 4 * MINUTE;
    await check({}, FOUR_MINUTES);
    expect(running(installed)).toEqual(names);
  });

  test('the check of waves after a restore starts the other waves if one cannot be started, and then fails', async () => {
    const installed = new Installed();
    await startWaves(installed, 3);
    const names = running(installed);
    installed.standIns.stepFunctions.lose();
    const check = checkWaves(installed.lambda(breaks(`StartExecution ${names[1]}`)));
    await expect(check({}, FOUR_MINUTES)).rejects.toThrow('the network broke');
    expect(running(installed)).toEqual([names[0], names[2]]);
  });
});

test('the check of waves lists the running executions of an installation at its first call and then once an hour, and not if no wave is open', async () => {
  const installed = new Installed();
  const count = () => installed.requests.filter((request) => request.startsWith('ListExecutions')).length;
  const check = checkWaves(installed.lambda());
  await check({}, FOUR_MINUTES);
  expect(count()).toBe(0);
  await startWaves(installed, 100);
  installed.now += HOUR;
  for (const passed of [0, 5, 55]) {
    installed.now += passed * MINUTE;
    await check({}, FOUR_MINUTES);
  }
  expect(count()).toBe(2);
});
