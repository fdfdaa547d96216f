import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createFirstCall, type Wave } from '../../core/contracts/wave.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { followUpOfTarget } from '../harness/adapters/sample.ts';
import { handed, Installed, lasting, onTheBus, record } from '../harness/functions/in-container.ts';

const gets = (userId: string, more: object = {}) =>
  onTheBus({ userId, interaction: 'email.received', campaignId: 'welcome', ...more });
const opens = (userId: string) => onTheBus({ userId, interaction: 'email.opened', campaignId: 'welcome' });

/** Installs a follow-up of an hour; it is noon in UTC, nine in the evening in Tokyo. */
async function installedWith(more: object) {
  const installed = new Installed();
  await installed.publishes({ ...followUpOfTarget('reminder', 'welcome'), ...more });
  const waves = async (): Promise<readonly Wave[]> => (await installed.services.waves.listByCampaign('reminder')).items;
  const calls = (wave: Wave, lambda = installed.lambda()) => {
    installed.now = wave.departure;
    return dispatch(lambda)(createFirstCall(wave), lasting(2 * MINUTE));
  };
  return { installed, waves, calls };
}

const NIGHT = { from: '22:00', to: '08:00', then: 'hold' } as const;

describe('quiet hours on AWS', () => {
  test('a message that its wave would send in quiet hours moves to a wave of their end, which is an execution of its own (R26)', async () => {
    const { installed, waves, calls } = await installedWith({ quietHours: NIGHT });
    const match = matchTrigger(installed.lambda());
    expect(await handed(match, [record(gets('ann', { timeZone: 'Asia/Tokyo' })), record(gets('bob'))])).toEqual([]);
    const [first, ...others] = await waves();
    if (first === undefined || others.length > 0) throw new Error('waves: expected one');
    await calls(first);
    expect(installed.sent()).toEqual(['bob']);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'held']);
    const [, second] = await waves();
    if (second === undefined) throw new Error('waves: expected two');
    // Eight o'clock in Tokyo.
    expect(second.departure - Date.UTC(2026, 11, 1, 23)).toBeGreaterThanOrEqual(0);
    expect(second.departure - Date.UTC(2026, 11, 1, 23)).toBeLessThan(MINUTE);
    expect(installed.standIns.stepFunctions.executions.map(({ name }) => name)).toContain(second.name);
    await calls(first);
    expect(installed.sent()).toEqual(['bob']);
    await calls(second);
    expect(installed.sent()).toEqual(['bob', 'ann']);
  });

  test('an exception that comes while a message is held cancels it (R26, R32)', async () => {
    const exceptions = [{ interaction: 'email.opened', campaign: 'welcome' }];
    const { installed, waves, calls } = await installedWith({ quietHours: NIGHT, exceptions });
    await handed(matchTrigger(installed.lambda()), [record(gets('ann', { timeZone: 'Asia/Tokyo' }))]);
    const [first] = await waves();
    if (first === undefined) throw new Error('wave: expected');
    await calls(first);
    installed.now += HOUR;
    await handed(matchException(installed.lambda()), [record(opens('ann'))]);
    const [, second] = await waves();
    if (second === undefined) throw new Error('waves: expected two');
    await calls(second);
    expect(installed.sent()).toEqual([]);
  });

  test('a message without a delay that arrives in quiet hours boards the wave of their end (R26, R95)', async () => {
    const { installed, waves, calls } = await installedWith({
      delay: 'none',
      exceptions: [],
      quietHours: { from: '20:00', to: '23:00', then: 'hold' },
    });
    await handed(matchTrigger(installed.lambda()), [
      record(gets('ann', { timeZone: 'Asia/Tokyo' })),
      record(gets('bob')),
    ]);
    expect(installed.sent()).toEqual(['bob']);
    const [wave] = await waves();
    if (wave === undefined) throw new Error('wave: expected');
    await calls(wave);
    expect(installed.sent()).toEqual(['bob', 'ann']);
  });

  test('a Lambda sees the quiet hours of the installation within a minute (R26)', async () => {
    const { installed, waves, calls } = await installedWith({});
    await handed(
      matchTrigger(installed.lambda()),
      ['ann', 'bob'].map((user) => record(gets(user))),
    );
    const [wave] = await waves();
    if (wave === undefined) throw new Error('wave: expected');
    installed.now = wave.departure - MINUTE;
    const lambda = installed.lambda();
    await lambda.services.settings.getRecent();
    const quietHours = { from: '12:00', to: '20:00', then: 'hold' } as const;
    await changeSettings({ quietHours }, { by: 'olga', services: installed.services });
    installed.now = wave.departure - SECOND;
    expect((await lambda.services.settings.getRecent()).state.settings).toEqual({});
    await calls(wave, lambda);
    expect(installed.sent()).toEqual([]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'held']);
  });
});
