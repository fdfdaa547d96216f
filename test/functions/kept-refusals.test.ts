import { describe, expect, test } from 'vitest';
import { judgeContact } from '../../core/contact.ts';
import { markContact, optOutContact } from '../../core/contact-changes.ts';
import { keepSuppressions } from '../../engine/keep-suppressions.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';

const EMAIL = 'ann@example.com';
const profileEvent = (userId: string, more: object) =>
  record({ ...onTheBus({ userId, attributes: {}, ...more }), 'detail-type': 'User Profile Updated' });

/** Records that a user opted out of emails, and that the address bounced. */
async function refuses(installed: Installed, userId: string): Promise<void> {
  const { contacts } = installed.services;
  const [statement, mark] = [
    { at: NOON, source: 'unsubscribe-link', evidence: 'message d1' },
    { address: EMAIL, at: NOON, reason: 'Permanent/General' },
  ];
  await contacts.update(userId, 'email', (contact) => optOutContact(contact, statement));
  await contacts.update(userId, 'email', (contact) => markContact(contact, mark));
}

describe('refusals of deleted users on AWS', () => {
  test('who gives the address of a deleted user who opted out is not written to, and no address is kept of the deleted user (R84)', async () => {
    const installed = new Installed();
    const handler = updateProfile(installed.lambda());
    await handed(handler, [profileEvent('ann', { email: EMAIL })]);
    await refuses(installed, 'ann');
    for (let times = 0; times < 2; times++) await keepSuppressions('ann', NOON, installed.services);
    const items = installed.standIns.dynamodb.content().get('contacts') ?? [];
    const kept = items.filter(({ pk }) => !String(pk).includes('user#'));
    expect(kept).toEqual([
      {
        pk: expect.stringMatching(/^suppression#[\w-]{43}$/),
        sk: 'suppression',
        rev: 1,
        body: JSON.stringify({ optedOutAt: NOON, mark: { at: NOON, reason: 'Permanent/General' } }),
      },
    ]);
    expect(await handed(handler, [profileEvent('bob', { email: 'Ann@Example.com' })])).toEqual([]);
    const contact = await installed.services.contacts.get('bob', 'email');
    expect(judgeContact(contact, 'subscribed')).toEqual({ reason: 'unsubscribed' });
    expect(judgeContact(contact, 'none')).toEqual({ reason: 'undeliverable' });
    expect(contact?.rev).toBe(1);
  });

  test('the address of a user from before there were contacts is kept, too (R84)', async () => {
    const installed = new Installed();
    const { profiles, contacts, suppressions } = installed.services;
    await profiles.update('ann', () => ({ fields: { email: { value: EMAIL, at: NOON } } }));
    await contacts.update('ann', 'email', (contact) => optOutContact(contact, { at: NOON, source: 'ses' }));
    await keepSuppressions('ann', NOON, installed.services);
    expect(await suppressions.get('email', EMAIL)).toEqual({ optedOutAt: NOON });
  });

  test('an address that is new costs one look-up, and one that stays costs none (R84)', async () => {
    const installed = new Installed();
    const handler = updateProfile(installed.lambda());
    const requestsOf = async (email: string) => {
      installed.requests.length = 0;
      await handed(handler, [profileEvent('ann', { email })]);
      return installed.requests.filter((each) => each.includes('suppression'));
    };
    const lookUp = expect.stringMatching(/^Get contacts suppression#/);
    expect(await requestsOf(EMAIL)).toEqual(['GetSecretValue suppression-key', lookUp]);
    expect(await requestsOf('ANN@example.com')).toEqual([]);
    expect(await requestsOf('ann@example.org')).toEqual([lookUp]);
  });

  test('an update whose look-up fails is processed again, and its address is not written without it (R84)', async () => {
    const installed = new Installed();
    await installed.services.suppressions.keep('email', EMAIL, { optedOutAt: NOON });
    let hasFailed = false;
    const handler = updateProfile(
      installed.lambda(async (request, perform) => {
        if (hasFailed || !request.startsWith('Get contacts suppression#')) return perform();
        hasFailed = true;
        throw new Error('the network broke');
      }),
    );
    const update = profileEvent('bob', { email: EMAIL });
    expect(await handed(handler, [update])).toHaveLength(1);
    expect(await installed.services.contacts.get('bob', 'email')).toBeUndefined();
    expect(await handed(handler, [update])).toEqual([]);
    const contact = await installed.services.contacts.get('bob', 'email');
    expect(judgeContact(contact, 'subscribed')).toEqual({ reason: 'unsubscribed' });
  });
});
