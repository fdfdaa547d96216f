import { describe, expect, test } from 'vitest';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';

describe('profiles from their queue', () => {
  const profileEvent = (userId: string, attributes: object, more: object = {}) => ({
    ...onTheBus({ userId, attributes, ...more }),
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

  test('an update with an address and a consent writes the contact of each channel, with source and evidence (R82)', async () => {
    const installed = new Installed();
    const told = {
      email: ' Ann@Example.com ',
      phone: 'none, ask Bob',
      consent: { email: 'optedIn', push: 'unsubscribed', tracking: 'denied' },
      consentEvidence: 'form 12',
    };
    const handler = updateProfile(installed.lambda());
    for (let times = 0; times < 2; times++) {
      expect(await handed(handler, [record(profileEvent('ann', {}, told))])).toEqual([]);
    }
    const { contacts } = installed.services;
    const statement = { at: installed.now, source: 'shop', evidence: 'form 12' };
    expect(await contacts.get('ann', 'email')).toEqual({
      rev: 1,
      address: { value: 'Ann@Example.com', at: installed.now },
      declared: { ...statement, consent: 'optedIn' },
      optIn: statement,
      tracking: { ...statement, isDenied: true },
    });
    expect(await contacts.get('ann', 'sms')).toEqual({
      rev: 1,
      address: { value: 'none, ask Bob', at: installed.now },
    });
    expect(await contacts.get('ann', 'push')).toEqual({ rev: 1, declared: { ...statement, consent: 'unsubscribed' } });
    expect((await installed.services.profiles.get('ann'))?.fields['email']?.value).toBe(' Ann@Example.com ');
  });

  test('null removes the address of a channel, and an address of blanks changes nothing (R82)', async () => {
    const installed = new Installed();
    const handler = updateProfile(installed.lambda());
    const updates = [
      { email: 'ann@example.com', phone: '+4915112345678', occurredAt: '2026-12-01T10:00:00Z' },
      { email: null, phone: '  ', occurredAt: '2026-12-01T11:00:00Z' },
    ];
    await handed(
      handler,
      updates.map((more) => record(profileEvent('ann', {}, more))),
    );
    const { contacts } = installed.services;
    expect((await contacts.get('ann', 'email'))?.address?.value).toBeNull();
    expect((await contacts.get('ann', 'sms'))?.address?.value).toBe('+4915112345678');
  });

  test('an update without an address and a consent costs no read and no write of contacts', async () => {
    const installed = new Installed();
    const more = { timeZone: 'Asia/Tokyo', language: 'ja', consent: {}, consentEvidence: 'form 12' };
    await handed(updateProfile(installed.lambda()), [record(profileEvent('ann', { plan: 'gold' }, more))]);
    expect(installed.requests).toEqual(['Get profiles user#ann profile', 'Put profiles user#ann profile']);
  });

  test('an update that is refused because the profile would be too large changes no contact (R61)', async () => {
    const installed = new Installed();
    const email = 'ann@example.com';
    const large = ['one', 'other'].map((name) =>
      profileEvent('ann', { [name]: 'x'.repeat(40_000) }, { phone: name, email }),
    );
    await handed(
      updateProfile(installed.lambda()),
      large.map((each) => record(each)),
    );
    expect((await installed.services.contacts.get('ann', 'sms'))?.address?.value).toBe('one');
  });

  test('an update whose contact cannot be written is processed again, with the same outcome (R82)', async () => {
    const installed = new Installed();
    let hasFailed = false;
    const handler = updateProfile(
      installed.lambda(async (request, perform) => {
        if (!hasFailed && request.startsWith('Put contacts')) {
          hasFailed = true;
          throw new Error('the network broke');
        }
        return perform();
      }),
    );
    const update = record(profileEvent('ann', { plan: 'gold' }, { email: 'ann@example.com' }));
    expect(await handed(handler, [update])).toHaveLength(1);
    expect(await handed(handler, [update])).toEqual([]);
    expect((await installed.services.contacts.get('ann', 'email'))?.address?.value).toBe('ann@example.com');
  });

  test('profile updates are ignored by the handlers of the other queues', async () => {
    const installed = new Installed();
    const update = record(profileEvent('ann', { plan: 'gold' }));
    for (const createHandler of [matchTrigger, matchException])
      expect(await handed(createHandler(installed.lambda()), [update])).toEqual([]);
    expect(await installed.services.profiles.get('ann')).toBeUndefined();
  });
});
