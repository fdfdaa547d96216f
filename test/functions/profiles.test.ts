import { describe, expect, test } from 'vitest';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';

describe('profiles from their queue', () => {
  const profileEvent = (userId: string, attributes: object) => ({
    ...onTheBus({ userId, attributes }),
    'detail-type': 'User Profile Updated',
  });

  test('profiles are updated from their queue one after the other, and an event that is no profile is refused', async () => {
    const installed = new Installed();
    const handler = updateProfile(installed.lambda());
    const updates = [
      profileEvent('ann', { plan: 'gold' }),
      profileEvent('ann', { seats: 2 }),
      profileEvent('ann', { plan: null, city: 'Bonn' }),
    ];
    expect(await handed(handler, [...updates.map((each) => record(each)), record(profileEvent('', {}))])).toEqual([]);
    const profile = await installed.services.profiles.get('ann');
    expect(Object.keys(profile?.fields ?? {}).toSorted()).toEqual([
      'attributes.city',
      'attributes.plan',
      'attributes.seats',
    ]);
    expect(profile?.fields['attributes.plan']?.value).toBeNull();
    expect((await installed.services.refusals.list()).items).toMatchObject([{ code: 'MalformedDetail' }]);
    expect(installed.metrics).toEqual({ 'EventsReceived profile': 3, Refused: 1 });
  });

  test('profile updates that would exceed the maximum size of a profile are refused and kept once, and are not repeated (R61)', async () => {
    const installed = new Installed();
    const handler = updateProfile(installed.lambda());
    const updates = ['one', 'other'].map((name) => record(profileEvent('ann', { [name]: 'x'.repeat(40_000) })));
    for (let times = 0; times < 2; times++) expect(await handed(handler, updates)).toEqual([]);
    const profile = await installed.services.profiles.get('ann');
    expect(Object.keys(profile?.fields ?? {})).toEqual(['attributes.one']);
    expect((await installed.services.refusals.list()).items).toMatchObject([
      { code: 'ProfileTooLarge', entry: { DetailType: 'User Profile Updated', Detail: { userId: 'ann' } } },
    ]);
  });

  test('profile updates are ignored by the handlers of the other queues', async () => {
    const installed = new Installed();
    const update = record(profileEvent('ann', { plan: 'gold' }));
    for (const createHandler of [matchTrigger, matchException])
      expect(await handed(createHandler(installed.lambda()), [update])).toEqual([]);
    expect(await installed.services.profiles.get('ann')).toBeUndefined();
  });
});
