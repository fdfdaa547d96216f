import { describe, expect, test } from 'vitest';
import type { FrequencyCap } from '../../core/contracts/settings.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createFirstCall, type Wave } from '../../core/contracts/wave.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as endWaits } from '../../functions/end-waits.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { breaks, handed, Installed, inItsTime, lasting, onTheBus, record } from '../harness/functions/in-container.ts';

const DAILY: FrequencyCap = { atMost: 1, in: '1 day' };
const gets = (userId: string) => record(onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome' }));
const setCaps = ({ services }: Installed, ...frequencyCaps: FrequencyCap[]) =>
  changeSettings({ frequencyCaps }, { by: 'olga', services });

/** Installs follow-ups of an hour, for which users wait, with frequency caps. */
async function waiting(ids: readonly string[], users: readonly string[], caps: readonly FrequencyCap[] = [DAILY]) {
  const installed = new Installed();
  for (const id of ids) await installed.publishes(followUpOfTarget(id, 'welcome'));
  await setCaps(installed, ...caps);
  expect(await handed(matchTrigger(installed.lambda()), users.map(gets))).toEqual([]);
  const waves: Wave[] = [];
  for (const id of ids) waves.push(...(await installed.services.waves.listByCampaign(id)).items);
  installed.now = Math.max(...waves.map(({ departure }) => departure));
  return { installed, waves };
}
const leaves = (installed: Installed, wave: Wave, around?: Around) =>
  dispatch(installed.lambda(around))(createFirstCall(wave), lasting(2 * MINUTE));
const capsRequests = ({ requests }: Installed) =>
  requests.filter((request) => / caps$/.test(request)).map((request) => request.split(' ')[0]);
const slotsOf = async ({ services }: Installed, user: string) => (await services.frequencySlots.read(user)).slots;

describe('frequency caps on AWS', () => {
  test('one of two campaigns whose waves leave at the same instant sends the message, and the other is capped (R45)', async () => {
    const { installed, waves } = await waiting(['one', 'two'], ['ann', 'bob']);
    await Promise.all(waves.map((wave) => leaves(installed, wave)));
    expect(installed.sent().toSorted()).toEqual(['ann', 'bob']);
    for (const user of ['ann', 'bob']) {
      const ends = await Promise.all(['one', 'two'].map((id) => installed.decided(user, id)));
      expect(ends.map((decided) => decided.at(-1)).toSorted()).toEqual(['dispatched', 'withheld capped']);
      expect(await slotsOf(installed, user)).toHaveLength(1);
    }
  });

  test('eight Lambdas that want the last slots of a user at once send as many messages as the cap allows (R45)', async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `follow-${index}`);
    const { installed, waves } = await waiting(ids, ['ann'], [{ atMost: 3, in: '1 day' }]);
    await Promise.all(waves.map((wave) => leaves(installed, wave)));
    // A Lambda that others overtook too often is called again.
    for (const wave of waves) await leaves(installed, wave);
    expect(installed.sent()).toEqual(['ann', 'ann', 'ann']);
    const ends = await Promise.all(ids.map(async (id) => (await installed.decided('ann', id)).at(-1)));
    expect(ends.filter((end) => end === 'withheld capped')).toHaveLength(5);
    expect(await slotsOf(installed, 'ann')).toHaveLength(3);
  });

  test('the messages of a round still share calls of the bus, and each costs one read and one write of slots (R45)', async () => {
    const users = Array.from({ length: 90 }, (_, index) => `u${index}`);
    const { installed, waves } = await waiting(['one'], users);
    const before = installed.requests.length;
    for (const wave of waves) await leaves(installed, wave);
    const requests = installed.requests.slice(before);
    expect(installed.sent()).toHaveLength(90);
    expect(requests.filter((request) => request.startsWith('PutEvents'))).toHaveLength(9);
    expect(capsRequests(installed).toSorted()).toEqual([...users.map(() => 'Get'), ...users.map(() => 'Put')]);
  });

  test('a capped message leaves the round, and the others do not wait for it (R45)', async () => {
    const users = Array.from({ length: 30 }, (_, index) => `u${index}`);
    const { installed, waves } = await waiting(['one', 'two'], users);
    const [first, second] = waves;
    if (first === undefined || second === undefined) throw new Error('waves: expected two');
    const { frequencySlots } = installed.services;
    for (const user of users.slice(0, 10)) {
      const slot = { id: 'other', at: installed.now, channels: ['push'] as const };
      await frequencySlots.write(user, { rev: 1, slots: [slot] });
    }
    await leaves(installed, first);
    expect(installed.sent().toSorted()).toEqual(users.slice(10).toSorted());
    await leaves(installed, second);
    expect(installed.sent()).toHaveLength(20);
  });

  test('no slot is read or written without caps (R45)', async () => {
    const { installed, waves } = await waiting(['one'], ['ann', 'bob'], []);
    for (const wave of waves) await leaves(installed, wave);
    expect(installed.sent()).toEqual(['ann', 'bob']);
    expect(capsRequests(installed)).toEqual([]);
  });

  test('a Lambda that ends after the slot leaves it to the repeat, which sends the message whatever the cap is then (R45, R71)', async () => {
    const { installed, waves } = await waiting(['one'], ['ann']);
    const [wave] = waves;
    if (wave === undefined) throw new Error('wave: expected');
    await leaves(installed, wave, breaks('PutEvents'));
    expect(installed.sent()).toEqual([]);
    expect(await slotsOf(installed, 'ann')).toHaveLength(1);
    installed.now += MINUTE;
    await handed(endWaits(installed.lambda()), [record({ wave, reason: 'wave-aborted' })]);
    expect(installed.sent()).toEqual(['ann']);
    expect(await slotsOf(installed, 'ann')).toHaveLength(1);
    expect(await installed.decided('ann', 'one')).toEqual(['enrolled', 'dispatched']);
  });

  test('a slot whose write took effect while its answer was lost is found by the next attempt (R45)', async () => {
    const { installed, waves } = await waiting(['one'], ['ann']);
    let lost = false;
    const losing: Around = async (request, perform) => {
      const answer = await inItsTime(request, perform);
      if (lost || !/^Put enrollments user#ann caps/.test(request)) return answer;
      lost = true;
      throw new Error('the answer was lost');
    };
    for (const wave of waves) await leaves(installed, wave, losing);
    expect(lost).toBe(true);
    for (const wave of waves) await leaves(installed, wave);
    expect(installed.sent()).toEqual(['ann']);
    expect(await slotsOf(installed, 'ann')).toHaveLength(1);
  });

  test('a message that leaves at once takes a slot, too, and the item expires a day after the last slot counts (R45)', async () => {
    const installed = new Installed();
    for (const id of ['one', 'two']) await installed.publishes(followUpOfTarget(id, 'welcome', { delay: 'none' }));
    await setCaps(installed, DAILY);
    await handed(matchTrigger(installed.lambda()), [gets('ann')]);
    expect(installed.sent()).toEqual(['ann']);
    const items = installed.standIns.dynamodb.content().get('enrollments') ?? [];
    const item = items.find(({ sk }) => sk === 'caps');
    expect(item).toMatchObject({ pk: 'user#ann', rev: 1, expiresAt: (installed.now + 33 * 24 * 60 * MINUTE) / SECOND });
  });

  test('a Lambda applies caps that are set while it is warm within a minute (R45)', async () => {
    const { installed, waves } = await waiting(['one', 'two'], ['ann'], []);
    const [first, second] = waves;
    if (first === undefined || second === undefined) throw new Error('waves: expected two');
    const lambda = installed.lambda();
    await lambda.services.settings.getRecent();
    await setCaps(installed, DAILY);
    const slot = { id: 'other', at: installed.now, channels: ['push'] as const };
    await installed.services.frequencySlots.write('ann', { rev: 1, slots: [slot] });
    installed.now += MINUTE - 1;
    await dispatch(lambda)(createFirstCall(first), lasting(2 * MINUTE));
    expect(installed.sent()).toEqual(['ann']);
    installed.now += 1;
    await dispatch(lambda)(createFirstCall(second), lasting(2 * MINUTE));
    expect(installed.sent()).toEqual(['ann']);
    expect(await installed.decided('ann', 'two')).toEqual(['enrolled', 'withheld capped']);
  });
});
