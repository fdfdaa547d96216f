import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { mergeContacts } from '../../engine/merge-contacts.ts';
import { readSesSettings } from '../../functions/feedback/read-ses-settings.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { emailEvent, installedWithEmail, REPORTED_AT, tagsOf } from '../harness/functions/ses.ts';
import { aMail, anEvent, onTopic, PARTS, type SesType } from '../sources/ses/recorded-events.ts';

beforeAll(() => void vi.stubEnv('SENDING', 'live'));
afterAll(() => void vi.unstubAllEnvs());

/** Sends an email to a user, takes a report about it, and dispatches the next message to the user. */
async function nextAfter(type: SesType, change: (event: object) => object = (event) => event) {
  const installed = await installedWithEmail('ann');
  const dispatchId = await installed.dispatches('ann');
  installed.now = NOON + 5 * MINUTE;
  await installed.sends();
  for (let times = 0; times < 2; times++)
    expect(await installed.reports([change(emailEvent(type, { tags: tagsOf(dispatchId) }))])).toEqual([]);
  await installed.dispatches('ann', 'next mail');
  const [, ...later] = await installed.decided('ann', 'immediate');
  return { installed, later };
}

describe('what SES reports about the address of a user', () => {
  test('a permanent bounce marks the address, and the next message is withheld as undeliverable (R84)', async () => {
    const { installed, later } = await nextAfter('Bounce');
    expect(later.at(-1)).toBe('withheld undeliverable');
    expect((await installed.services.contacts.get('ann', 'email'))?.marks).toEqual([
      { address: 'ann@example.com', at: REPORTED_AT, reason: 'Permanent/NoEmail' },
    ]);
    expect(installed.sender.requests).toHaveLength(1);
  });

  test('a bounce that may pass marks nothing, and the next message leaves (R84)', async () => {
    const bounce = { bounceType: 'Transient', bounceSubType: 'MailboxFull', timestamp: formatInstant(REPORTED_AT) };
    const { installed, later } = await nextAfter('Bounce', (event) => ({ ...event, bounce }));
    const [first] = installed.sender.requests;
    expect(await installed.delivery(first?.dispatchId ?? 'none')).toMatchObject({ bouncedAt: REPORTED_AT });
    expect((await installed.services.contacts.get('ann', 'email'))?.marks).toBeUndefined();
    expect(later.at(-1)).toBe('dispatched');
    await installed.sends();
    expect(installed.sender.requests).toHaveLength(2);
  });

  test.each(['Complaint', 'Subscription'] as const)(
    'the event %s opts the user out, and the next message is withheld as unsubscribed (R84)',
    async (type) => {
      const { installed, later } = await nextAfter(type);
      expect(later.at(-1)).toBe('withheld unsubscribed');
      const { optOut } = (await installed.services.contacts.get('ann', 'email')) ?? {};
      expect(optOut).toEqual({ at: REPORTED_AT, source: 'ses', evidence: expect.stringContaining('message p1') });
    },
  );

  test.each([
    ['Bounce', { mark: { at: REPORTED_AT, reason: 'Permanent/NoEmail' } }],
    ['Complaint', { optedOutAt: REPORTED_AT }],
  ] as const)(
    'the event %s about an email to a user who was deleted since is kept for the next user with the address, and writes nothing of the user (R65, R84)',
    async (type, kept) => {
      const installed = await installedWithEmail('ann');
      const dispatchId = await installed.dispatches('ann');
      await installed.sends();
      const { profiles, contacts, suppressions } = installed.services;
      await profiles.update('ann', () => ({ fields: {}, deletedUntil: installed.now }));
      await contacts.update('ann', 'email', (contact) => ({ rev: (contact?.rev ?? 0) + 1 }));
      installed.now = NOON + 5 * MINUTE;
      for (let times = 0; times < 2; times++)
        expect(await installed.reports([emailEvent(type, { tags: tagsOf(dispatchId) })])).toEqual([]);
      expect(await suppressions.get('email', 'ann@example.com')).toEqual(kept);
      expect(await contacts.get('ann', 'email')).toEqual({ rev: expect.any(Number) });
    },
  );

  test.each([
    [
      'Bounce',
      'undeliverable',
      { marks: [{ address: 'ann@example.com', at: REPORTED_AT, reason: 'Permanent/NoEmail' }] },
    ],
    ['Complaint', 'unsubscribed', { optOut: { at: REPORTED_AT, source: 'ses', evidence: expect.any(String) } }],
  ] as const)(
    'the event %s about an email to a user who was merged since concerns the user into whom it was merged (R65, R84)',
    async (type, reason, stated) => {
      const installed = await installedWithEmail('ann');
      const dispatchId = await installed.dispatches('ann');
      await installed.sends();
      const { profiles, contacts } = installed.services;
      await profiles.update('ann', () => ({ fields: {}, mergedInto: 'bob' }));
      await mergeContacts({ userId: 'ann' }, 'bob', installed.services);
      installed.now = NOON + 5 * MINUTE;
      for (let times = 0; times < 2; times++)
        expect(await installed.reports([emailEvent(type, { tags: tagsOf(dispatchId) })])).toEqual([]);
      expect(await contacts.get('bob', 'email')).toMatchObject(stated);
      expect(await contacts.get('ann', 'email')).toEqual({ rev: expect.any(Number), mergedInto: 'bob' });
      await installed.dispatches('bob');
      expect(await installed.decided('bob', 'immediate')).toEqual([`withheld ${reason}`]);
    },
  );

  test('a complaint of a user who was merged into one that was deleted since is kept for the next user with the address (R65, R84)', async () => {
    const installed = await installedWithEmail('ann');
    const dispatchId = await installed.dispatches('ann');
    await installed.sends();
    const { profiles, contacts, suppressions } = installed.services;
    await profiles.update('ann', () => ({ fields: {}, mergedInto: 'bob' }));
    await profiles.update('bob', () => ({ fields: {}, deletedUntil: installed.now }));
    await contacts.update('ann', 'email', (contact) => ({ rev: (contact?.rev ?? 0) + 1, mergedInto: 'bob' }));
    installed.now = NOON + 5 * MINUTE;
    await installed.reports([emailEvent('Complaint', { tags: tagsOf(dispatchId) })]);
    expect(await suppressions.get('email', 'ann@example.com')).toEqual({ optedOutAt: REPORTED_AT });
    expect(await contacts.get('bob', 'email')).toBeUndefined();
  });

  test('a complaint after which the message waits for its next attempt stops the sender too (R82, R84)', async () => {
    const installed = await installedWithEmail('ann');
    const first = await installed.dispatches('ann');
    installed.sender.answers({ kind: 'sent', providerId: 'p1' }, { kind: 'later', reason: 'busy' });
    await installed.sends();
    const second = await installed.dispatches('ann', 'next mail');
    await installed.sends();
    installed.now = NOON + 5 * MINUTE;
    await installed.reports([emailEvent('Complaint', { tags: tagsOf(first) })]);
    expect(await installed.sends()).toBe(0);
    expect(await installed.delivery(second)).toMatchObject({ state: 'refused', reason: 'unsubscribed' });
    expect(installed.sender.requests).toHaveLength(2);
  });

  test('a bounce marks an address that only the profile has, as earlier versions wrote it (R83, R84)', async () => {
    const installed = await installedWithEmail();
    const address = { value: 'ann@example.com', at: NOON };
    await installed.services.profiles.update('ann', () => ({ fields: { email: address } }));
    installed.now = NOON + 5 * MINUTE;
    installed.environment = {
      ...installed.environment,
      SES_CAMPAIGN_TAG: 'campaign',
      SES_USER_TAG: 'user',
      SES_USER: 'tag',
    };
    await installed.reports([emailEvent('Bounce', { tags: { campaign: ['newsletter'], user: ['ann'] } })]);
    await installed.dispatches('ann');
    expect(await installed.decided('ann', 'immediate')).toEqual(['withheld undeliverable']);
    expect((await installed.services.contacts.get('ann', 'email'))?.address).toEqual(address);
  });
});

describe('emails that the installation did not send', () => {
  const newsletter = { campaign: ['newsletter'], user: ['ann'] };
  const afterClick = followUpOfTarget('after-click', 'newsletter', {
    triggers: [{ interaction: 'email.clicked', campaign: 'newsletter' }],
  });

  test('an email of another installation is ignored and counted, whatever is reported about it', async () => {
    const installed = await installedWithEmail('ann');
    installed.now = NOON + 5 * MINUTE;
    const tags = { ...tagsOf(await installed.dispatches('ann')), cc_installation: ['shop-test'] };
    await installed.sends();
    await installed.processes();
    const before = installed.requests.length;
    for (const type of ['Open', 'Bounce', 'Complaint', 'Reject'] as const)
      expect(await installed.reports([emailEvent(type, { tags })])).toEqual([]);
    expect(installed.requests.slice(before)).toEqual([]);
    expect(installed.metrics).toMatchObject({ 'ProviderEventsSkipped Open': 1, 'ProviderEventsSkipped Bounce': 1 });
  });

  test('an email of another tool is ignored unless the settings say how its tags are read (R86)', async () => {
    const installed = await installedWithEmail('ann');
    const before = installed.requests.length;
    installed.now = NOON + 5 * MINUTE;
    await installed.reports([emailEvent('Click', { tags: newsletter }), emailEvent('Bounce', { tags: newsletter })]);
    expect(installed.requests.slice(before)).toEqual([]);
  });

  test('a click in an email of another tool triggers a follow-up of its campaign (R86)', async () => {
    const installed = await installedWithEmail('ann');
    installed.now = NOON + 5 * MINUTE;
    installed.environment = {
      ...installed.environment,
      SES_CAMPAIGN_TAG: 'campaign',
      SES_USER_TAG: 'user',
      SES_USER: 'tag',
    };
    await installed.publishes(afterClick);
    for (let times = 0; times < 2; times++) {
      await installed.reports([onTopic(JSON.stringify(emailEvent('Click', { tags: newsletter })))]);
      await installed.processes();
    }
    expect(await installed.decided('ann', 'after-click')).toEqual(['enrolled']);
  });

  test('the address is the id of the user where the settings say so (R86)', async () => {
    const installed = await installedWithEmail('ann');
    installed.now = NOON + 5 * MINUTE;
    installed.environment = { ...installed.environment, SES_CAMPAIGN_TAG: 'campaign', SES_USER: 'address' };
    await installed.reports([emailEvent('Send', { tags: newsletter }), emailEvent('Complaint', { tags: newsletter })]);
    expect(await installed.processes()).toMatchObject([
      { interaction: 'email.received', receipt: 'sent', userId: 'ann@example.com', campaignId: 'newsletter' },
    ]);
    expect((await installed.services.contacts.get('ann@example.com', 'email'))?.optOut?.at).toBe(REPORTED_AT);
  });
});

describe('the handler of the events of SES', () => {
  test('an event that is not read, and a message that is no event, are counted by what they are, each unknown type as other', async () => {
    const installed = await installedWithEmail();
    installed.now = NOON + 5 * MINUTE;
    const { deliveryDelay } = PARTS.DeliveryDelay;
    await installed.reports([
      { eventType: 'DeliveryDelay', mail: aMail(), deliveryDelay },
      { ...anEvent('Open'), eventType: 'Teleported' },
      { ...anEvent('Open'), eventType: 'Levitated' },
      onTopic('any', { Type: 'SubscriptionConfirmation' }),
      'Successfully validated SNS topic for Amazon SES event publishing.',
    ]);
    expect(installed.metrics).toEqual({
      'ProviderEventsSkipped DeliveryDelay': 1,
      'ProviderEventsSkipped other': 2,
      'ProviderEventsSkipped no-event': 2,
    });
    expect((await installed.services.refusals.list()).items).toEqual([]);
  });

  test.each([
    ['INSTALLATION_ID', { INSTALLATION_ID: '' }],
    ['SES_CAMPAIGN_TAG', { SES_USER_TAG: 'user' }],
    ['SES_CAMPAIGN_TAG', { SES_USER: 'address' }],
    ['SES_USER', { SES_CAMPAIGN_TAG: 'campaign' }],
    ['SES_USER', { SES_CAMPAIGN_TAG: 'campaign', SES_USER: 'tag' }],
    ['SES_USER', { SES_CAMPAIGN_TAG: 'campaign', SES_USER: 'address', SES_USER_TAG: 'user' }],
    ['SES_USER', { SES_CAMPAIGN_TAG: 'campaign', SES_USER: 'email', SES_USER_TAG: 'user' }],
  ])(
    'with a wrong setting, here of %s, an event goes back to its queue, so that it is not lost',
    async (name, settings) => {
      const installed = await installedWithEmail();
      installed.environment = { ...installed.environment, ...settings };
      const event = emailEvent('Open', { tags: tagsOf('any') });
      expect(await installed.reports([event])).toEqual([JSON.stringify(event)]);
      expect(installed.warned).toEqual(['MESSAGE_FAILED']);
      expect(() => readSesSettings(installed.environment)).toThrow(`${name}: expected`);
    },
  );
});
