import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createFirstCall } from '../../core/contracts/wave.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { forwarded } from '../harness/functions/forwarded.ts';
import { handed, Installed, lasting, onTheBus, record } from '../harness/functions/in-container.ts';

const gets = (userId: string, more: object = {}) =>
  onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome', ...more });

/** Installs a follow-up of the next day at nine, or of more days. */
async function installedWith(days = '1 day') {
  const installed = new Installed();
  await installed.publishes({
    ...followUpOfTarget('reminder', 'welcome'),
    delay: { in: days, at: '09:00', zone: 'user' },
  });
  const dueOf = async (userId: string) => {
    const { live } = await installed.services.rows.read({ userId, campaignId: 'reminder' });
    return live.map(({ dueAt }) => new Date(dueAt).toISOString());
  };
  const setZone = (companyZone: string) =>
    changeSettings({ companyZone }, { by: 'olga', services: installed.services });
  return { installed, dueOf, setZone };
}

describe('a calendar delay on AWS', () => {
  test('users of one zone share a wave, which departs in the minute of their local time, and gets them their message (R20, R72)', async () => {
    const { installed } = await installedWith();
    const users = ['ann', 'bob'].map((user) => record(gets(user, { timeZone: 'Asia/Tokyo' })));
    expect(await handed(matchTrigger(installed.lambda()), users)).toEqual([]);
    const { items: waves } = await installed.services.waves.listByCampaign('reminder');
    expect(waves).toHaveLength(1);
    const [wave] = waves;
    if (wave === undefined) throw new Error('wave: expected');
    const nine = Date.UTC(2026, 11, 2);
    expect(new Date(NOON).toISOString()).toBe('2026-12-01T12:00:00.000Z');
    expect(wave.departure).toBeGreaterThanOrEqual(nine);
    expect(wave.departure).toBeLessThan(nine + MINUTE);
    installed.now = wave.departure;
    await dispatch(installed.lambda())(createFirstCall(wave), lasting(2 * MINUTE));
    expect(installed.sent().toSorted()).toEqual(['ann', 'bob']);
  });

  test('the zone comes from the profile where the event names none, and from the company where the profile has none (R21)', async () => {
    const { installed, dueOf, setZone } = await installedWith();
    await setZone('America/New_York');
    const profile = {
      ...onTheBus({ userId: 'ann', attributes: {}, timeZone: 'Asia/Kolkata' }),
      'detail-type': 'User Profile Updated',
    };
    expect(await handed(updateProfile(installed.lambda()), [record(profile)])).toEqual([]);
    expect(
      await handed(
        matchTrigger(installed.lambda()),
        ['ann', 'bob'].map((user) => record(gets(user))),
      ),
    ).toEqual([]);
    expect(await dueOf('ann')).toEqual(['2026-12-02T03:30:00.000Z']);
    expect(await dueOf('bob')).toEqual(['2026-12-02T14:00:00.000Z']);
  });

  test('a Lambda sees a change of the zone of the company within a minute (R21)', async () => {
    const { installed, dueOf, setZone } = await installedWith();
    const lambda = installed.lambda();
    const match = matchTrigger(lambda);
    await handed(match, [record(gets('first'))]);
    await setZone('Asia/Tokyo');
    installed.now += MINUTE - SECOND;
    await handed(match, [record(gets('second'))]);
    installed.now += SECOND;
    await handed(match, [record(gets('third'))]);
    expect(await dueOf('first')).toEqual(['2026-12-02T09:00:00.000Z']);
    expect(await dueOf('second')).toEqual(['2026-12-02T09:00:00.000Z']);
    expect(await dueOf('third')).toEqual(['2026-12-02T00:00:00.000Z']);
  });

  test('a trigger of a calendar delay is forwarded to the second queue, also where few come, because only its handler knows local times (ADR 45)', async () => {
    const { installed, dueOf } = await installedWith('3 days');
    await handed(matchException(installed.lambda()), [record(gets('ann', { timeZone: 'Asia/Tokyo' }))]);
    expect(await dueOf('ann')).toEqual([]);
    expect(await handed(matchTrigger(installed.lambda()), forwarded(installed))).toEqual([]);
    expect(await dueOf('ann')).toEqual(['2026-12-04T00:00:00.000Z']);
  });

  test('a repeat of a trigger keeps the due time that its wait began with, whatever the zone of the company is then (R23, R60)', async () => {
    const { installed, dueOf, setZone } = await installedWith();
    const trigger = gets('ann', { id: 'one' });
    await handed(matchTrigger(installed.lambda()), [record(trigger)]);
    await setZone('Asia/Tokyo');
    installed.now += HOUR;
    await handed(matchTrigger(installed.lambda()), [record(trigger)]);
    expect(await dueOf('ann')).toEqual(['2026-12-02T09:00:00.000Z']);
  });
});
