import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../../core/parse-entry.ts';
import { completeEntries } from '../../../sources/ses/complete-entries.ts';
import { parseSesEvent } from '../../../sources/ses/parse-ses-event.ts';
import type { SesSettings } from '../../../sources/ses/ses-event.ts';
import {
  AT,
  aMail,
  anEvent,
  MESSAGE_ID,
  OWN_TAGS,
  PARTS,
  RECIPIENT,
  SENT_AT,
  SETTINGS,
  type SesType,
} from './recorded-events.ts';

const [AT_MS, SENT_MS] = [Date.parse(AT), Date.parse(SENT_AT)];
const KEY = { dispatchId: 'dispatch_1-a', channel: 'email', part: 1 };

/** Parses an event that is read, or throws. */
function parsed(body: unknown, settings: SesSettings = SETTINGS) {
  const result = parseSesEvent(body, settings);
  if (result.kind !== 'parsed') throw new Error(JSON.stringify(result));
  return result;
}

/** Returns an event of a type with some fields of its own part changed. */
const changed = (type: SesType, fields: object, mail: object = aMail()) => {
  const [[name = '', part = {}] = []] = Object.entries(PARTS[type]);
  return { ...anEvent(type, mail), [name]: { ...part, ...fields } };
};

/** Returns the Details of the entries of an event, without what all of them have. */
const detailsOf = (body: unknown, settings: SesSettings = SETTINGS) =>
  completeEntries(parsed(body, settings), 'ada').map(({ Detail }) => {
    const { id: _, userId: __, occurredAt: ___, campaignId: ____, dispatchId: _____, ...rest } = Detail;
    return rest;
  });

const reportOf = (body: unknown) => parsed(body).delivery;
const reasonOf = (body: unknown, settings: SesSettings = SETTINGS) => {
  const result = parseSesEvent(body, settings);
  return result.kind === 'rejected' ? result.reason : result.kind;
};

describe('an interaction with an email of ours', () => {
  test.each([
    ['Delivery', [{ interaction: 'email.received', receipt: 'delivered' }]],
    ['Open', [{ interaction: 'email.opened', openKind: 'human', properties: { isBotEvent: 'Unlikely' } }]],
    [
      'Click',
      [
        {
          interaction: 'email.clicked',
          linkUrl: 'https://shop.example/tea?from=mail',
          suspectedBot: false,
          properties: { isBotEvent: 'Unlikely' },
        },
        {
          interaction: 'email.alias_clicked',
          linkAlias: 'tea',
          linkUrl: 'https://shop.example/tea?from=mail',
          suspectedBot: false,
          properties: { isBotEvent: 'Unlikely' },
        },
      ],
    ],
  ] as const)('an interaction with an email of ours comes from %s (R86)', (type, interactions) => {
    const entries = completeEntries(parsed(anEvent(type)), 'ada');
    const { id } = parsed(anEvent(type));
    expect(entries).toStrictEqual(
      interactions.map((fields) => ({
        Source: 'ses',
        DetailType: 'Campaign Interaction',
        Detail: {
          id,
          userId: 'ada',
          occurredAt: AT,
          campaignId: 'welcome-again',
          dispatchId: 'dispatch_1-a',
          messageVariationId: 'short',
          ...fields,
        },
        Time: AT,
      })),
    );
    for (const [index, entry] of entries.entries()) {
      expect(parseEntry(entry, { now: SETTINGS.now, entryId: 'entry' })).toMatchObject({
        event: {
          ...(interactions[index] && { interaction: interactions[index].interaction }),
          id,
          userId: 'ada',
          at: AT_MS,
        },
      });
    }
  });

  test('an email of ours that was sent gives no interaction, because the sender itself tells it (R86)', () => {
    expect(parsed(anEvent('Send'))).toStrictEqual({
      kind: 'parsed',
      id: expect.any(String),
      at: SENT_MS,
      mail: { origin: 'own', key: KEY, campaignId: 'welcome-again' },
      interactions: [],
      delivery: { ...KEY, report: 'sent', at: SENT_MS, sentAt: SENT_MS, providerId: MESSAGE_ID },
      contact: [],
    });
  });

  test('the user of an email of ours is known by its tag, or else left to the delivery', () => {
    const withUser = (tag: unknown) => parsed(anEvent('Open', aMail({ ...OWN_TAGS, cc_user: tag }))).mail;
    const encode = (id: string) => [Buffer.from(id).toString('base64url')];
    for (const id of ['ada', 'ädä', '🐈?>', 'a'.repeat(192)]) expect(withUser(encode(id))).toHaveProperty('userId', id);
    for (const tag of [undefined, [], [''], ['a'], ['not base64!'], ['_w'], [7], encode('x'.repeat(257))]) {
      expect(withUser(tag)).not.toHaveProperty('userId');
    }
  });

  test('an email without the number of its message is the first of its dispatch', () => {
    const { cc_part: _, ...tags } = OWN_TAGS;
    expect(reportOf(anEvent('Open', aMail(tags)))).toMatchObject({ part: 0 });
  });

  test('no interaction and no report carries an address, a subject, a network address or a user agent', () => {
    for (const type of ['Send', 'Delivery', 'Open', 'Click', 'Complaint', 'Reject', 'Subscription'] as const) {
      // What is about the contact of the user has its address.
      const { contact: _, ...told } = parsed(anEvent(type));
      const text = JSON.stringify([told, completeEntries(parsed(anEvent(type)), 'user-1')]);
      for (const personal of [RECIPIENT, 'mail.example', 'subject', '198.51.100', 'Firefox', '192.0.2', 'news@']) {
        expect(text).not.toContain(personal);
      }
    }
    const { contact, ...bounce } = parsed(anEvent('Bounce'));
    expect(JSON.stringify(bounce)).not.toContain(RECIPIENT);
    expect(JSON.stringify(contact).split(RECIPIENT)).toHaveLength(2);
  });
});

describe('a report about a delivery', () => {
  test.each([
    ['Send', { report: 'sent', at: SENT_MS }],
    ['Delivery', { report: 'delivered', at: AT_MS }],
    ['Open', { report: 'opened', at: AT_MS }],
    ['Click', { report: 'clicked', at: AT_MS }],
    ['Bounce', { report: 'bounced', at: AT_MS, reason: 'Permanent/NoEmail' }],
    ['Complaint', { report: 'complained', at: AT_MS, reason: 'abuse' }],
    ['Reject', { report: 'rejected', at: SENT_MS, reason: 'Bad content' }],
    ['Rendering Failure', { report: 'rejected', at: SENT_MS, reason: 'Rendering Failure' }],
    ['Subscription', undefined],
  ] as const)('a report about a delivery of ours comes from %s (R86)', (type, report) => {
    expect(reportOf(anEvent(type))).toEqual(report && { ...KEY, sentAt: SENT_MS, providerId: MESSAGE_ID, ...report });
  });

  test('a report about a delivery whose email has no instant, or a later one, counts as sent at the instant of the report', () => {
    for (const timestamp of [undefined, null, 'soon', 7, '2026-12-01T09:31:00.457Z'])
      expect(reportOf(anEvent('Open', aMail(OWN_TAGS, { timestamp })))).toMatchObject({ at: AT_MS, sentAt: AT_MS });
  });

  test('a report about a delivery has a reason of at most 256 characters, and one without a reason exists', () => {
    expect(reportOf(changed('Reject', { reason: 'x'.repeat(999) }))).toMatchObject({ reason: 'x'.repeat(256) });
    for (const reason of [undefined, null, '']) {
      expect(reportOf(changed('Reject', { reason }))).toMatchObject({ reason: 'of no reason' });
      expect(reportOf(changed('Bounce', { bounceSubType: reason }))).toMatchObject({ reason: 'Permanent' });
      expect(reportOf(changed('Complaint', { complaintFeedbackType: reason }))).toMatchObject({ reason: 'of no type' });
    }
    expect(reportOf({ ...anEvent('Reject'), reject: null })).toMatchObject({ reason: 'of no reason' });
  });
});

describe('the contact of a user', () => {
  const contactOf = (body: unknown) => parsed(body).contact;
  const mark = (address: string, reason = 'Permanent/NoEmail') => ({
    kind: 'mark',
    mark: { address, at: AT_MS, reason },
  });
  const optOut = (evidence: string) => [
    {
      kind: 'opt-out',
      statement: { at: AT_MS, source: 'ses', evidence: `${evidence}, message ${MESSAGE_ID}` },
      address: RECIPIENT,
    },
  ];
  const bounced = (...addresses: string[]) => ({
    bouncedRecipients: addresses.map((emailAddress) => ({ emailAddress })),
  });

  test.each(['General', 'NoEmail', 'Suppressed', 'OnAccountSuppressionList', 'ANewOne'])(
    'a permanent bounce of the kind %s marks the address (R84)',
    (bounceSubType) => {
      expect(contactOf(changed('Bounce', { bounceSubType }))).toEqual([mark(RECIPIENT, `Permanent/${bounceSubType}`)]);
    },
  );

  test('a permanent bounce marks each address that it names, as the email was addressed (R84)', () => {
    const mail = aMail(OWN_TAGS, { destination: ['Ada@Mail.example', 'Bob <bob@mail.example>'] });
    const body = changed('Bounce', bounced('ADA@mail.example', '<bob@mail.example>', 'forwarded@other.example'), mail);
    expect(contactOf(body)).toEqual([
      mark('Ada@Mail.example'),
      mark('bob@mail.example'),
      mark('forwarded@other.example'),
    ]);
    expect(contactOf(changed('Bounce', { bouncedRecipients: [] }))).toEqual([]);
  });

  test.each([
    ['Transient', 'General'],
    ['Transient', 'MailboxFull'],
    ['Transient', 'OnAccountSuppressionList'],
    ['Undetermined', 'Undetermined'],
    ['permanent', 'General'],
  ])('a bounce that is not permanent marks nothing: %s/%s (R84)', (bounceType, bounceSubType) => {
    const body = changed('Bounce', { bounceType, bounceSubType, bouncedRecipients: null });
    expect(contactOf(body)).toEqual([]);
    expect(reportOf(body)).toMatchObject({ report: 'bounced', reason: `${bounceType}/${bounceSubType}` });
  });

  test('a bounce because the user unsubscribed at a contact list of SES is an opt-out, and marks no address (R84)', () => {
    expect(contactOf(changed('Bounce', { bounceSubType: 'UnsubscribedRecipient' }))).toEqual(
      optOut('unsubscribed from the contact list of SES'),
    );
  });

  test.each(['abuse', 'auth-failure', 'fraud', 'other', 'virus', undefined, null, ''])(
    'a complaint of the type %o is an opt-out (R84)',
    (complaintFeedbackType) => {
      expect(contactOf(changed('Complaint', { complaintFeedbackType }))).toEqual(
        optOut(`complaint ${complaintFeedbackType || 'of no type'}`),
      );
    },
  );

  test('a complaint because of the suppression list of the account is an opt-out, and names no recipient (R84)', () => {
    const fields = { complaintSubType: 'OnAccountSuppressionList', complainedRecipients: null };
    expect(contactOf(changed('Complaint', fields))).toEqual(optOut('complaint OnAccountSuppressionList'));
  });

  test('a report that an email is wanted after all is no opt-out (R84)', () => {
    expect(parseSesEvent(changed('Complaint', { complaintFeedbackType: 'not-spam' }), SETTINGS)).toEqual({
      kind: 'skipped',
      eventType: 'Complaint',
      why: 'it tells nothing that we need',
    });
  });

  test.each([
    ['everything', { unsubscribeAll: true }, { unsubscribeAll: true }],
    ['everything, without former preferences', { unsubscribeAll: true }, null],
    ['a topic', { topicSubscriptionStatus: [{ topicName: 'tea', subscriptionStatus: 'OptOut' }] }, undefined],
    [
      'one topic more',
      {
        unsubscribeAll: false,
        topicSubscriptionStatus: [
          { topicName: 'tea', subscriptionStatus: 'OptOut' },
          { topicName: 'cake', subscriptionStatus: 'OptOut' },
        ],
      },
      { topicSubscriptionStatus: [{ topicName: 'tea', subscriptionStatus: 'OptOut' }] },
    ],
  ])(
    'unsubscribing at a contact list of SES is an opt-out: %s (R84)',
    (_, newTopicPreferences, oldTopicPreferences) => {
      expect(contactOf(changed('Subscription', { newTopicPreferences, oldTopicPreferences }))).toEqual(
        optOut('unsubscribed at the contact list of SES'),
      );
    },
  );

  test.each([
    ['a subscription to everything', { unsubscribeAll: false }],
    [
      'a topic that was unsubscribed before',
      { topicSubscriptionStatus: [{ topicName: 'tea', subscriptionStatus: 'OptOut' }] },
    ],
    ['a subscription to a topic', { topicSubscriptionStatus: [{ topicName: 'cake', subscriptionStatus: 'OptIn' }] }],
    ['preferences of no topic', { topicSubscriptionStatus: [] }],
    ['preferences without a value', { unsubscribeAll: null, topicSubscriptionStatus: null }],
  ])('other preferences at a contact list of SES are no opt-out: %s', (_, newTopicPreferences) => {
    expect(parseSesEvent(changed('Subscription', { newTopicPreferences }), SETTINGS).kind).toBe('skipped');
  });

  test('only bounces, complaints and preferences are about the contact of a user', () => {
    for (const type of ['Send', 'Delivery', 'Open', 'Click', 'Reject', 'Rendering Failure'] as const) {
      expect(contactOf(anEvent(type))).toEqual([]);
    }
  });
});

describe('emails of others', () => {
  test.each(Object.keys(PARTS))('an email of another installation of the account is skipped: %s', (type) => {
    const body = { ...anEvent('Open'), eventType: type, mail: aMail({ ...OWN_TAGS, cc_installation: ['shop-test'] }) };
    const otherMail = { campaignTag: 'cc_campaign', user: 'address' } as const;
    expect(parseSesEvent(body, { ...SETTINGS, otherMail })).toEqual({
      kind: 'skipped',
      eventType: type,
      why:
        type === 'DeliveryDelay'
          ? '"DeliveryDelay" is not an event type that we read'
          : 'the email is of another installation',
    });
  });

  const byTag = { ...SETTINGS, otherMail: { campaignTag: 'campaign', user: 'tag', userTag: 'person' } } as const;
  const byAddress = { ...SETTINGS, otherMail: { campaignTag: 'campaign', user: 'address' } } as const;
  const tags = { campaign: ['spring'], person: ['ada-7'] };
  const other = (type: SesType, more: object = {}) => anEvent(type, aMail(tags, more));

  test.each([
    ['Send', SENT_AT, [{ interaction: 'email.received', receipt: 'sent' }]],
    ['Delivery', AT, [{ interaction: 'email.received', receipt: 'delivered' }]],
    ['Open', AT, [{ interaction: 'email.opened' }]],
    ['Click', AT, [{ interaction: 'email.clicked' }, { interaction: 'email.alias_clicked' }]],
  ] as const)(
    'an email of another tool gives all interactions, sent too, and no report: %s',
    (type, at, interactions) => {
      const event = parsed(other(type), byTag);
      expect(event).toMatchObject({
        mail: { origin: 'other', campaignId: 'spring', userId: 'ada-7' },
        interactions: interactions.map((fields) => ({ ...fields, campaignId: 'spring', dispatchId: MESSAGE_ID })),
        contact: [],
      });
      expect(event).not.toHaveProperty('delivery');
      for (const entry of completeEntries(event, 'ada-7'))
        expect(entry).toMatchObject({ Time: at, Detail: { occurredAt: at } });
    },
  );

  test('an email of another tool that bounces, or is complained about, is about the contact of its user', () => {
    expect(parsed(other('Bounce'), byTag)).toMatchObject({ mail: { userId: 'ada-7' }, contact: [{ kind: 'mark' }] });
    expect(parsed(other('Complaint'), byAddress)).toMatchObject({
      mail: { userId: RECIPIENT },
      contact: [{ kind: 'opt-out' }],
    });
    expect(parseSesEvent(other('Reject'), byTag).kind).toBe('skipped');
  });

  test('the address of the only recipient is the user of an email of another tool, if the settings say so', () => {
    const userOf = (destination: unknown) => {
      const result = parseSesEvent(other('Open', { destination }), byAddress);
      return result.kind === 'parsed' ? result.mail.userId : result;
    };
    expect(userOf([RECIPIENT])).toBe(RECIPIENT);
    expect(userOf([`"Lovelace, Ada" <${RECIPIENT}>`])).toBe(RECIPIENT);
    for (const [destination, count] of [
      [[RECIPIENT, 'bob@mail.example'], 2],
      [[], 0],
      [null, 0],
      [undefined, 0],
    ]) {
      expect(userOf(destination)).toMatchObject({
        kind: 'skipped',
        why: `the email has ${count} recipients: its user is not known`,
      });
    }
    expect(reasonOf(other('Open', { destination: [''] }), byAddress)).toBe(
      'mail.destination.0: expected text of 1 to 256 characters, found ""',
    );
  });

  test.each([undefined, null, '', [], [''], [null]])(
    'an email of another tool whose tag of the campaign or of the user is %o is skipped',
    (value) => {
      for (const name of ['campaign', 'person']) {
        const body = anEvent('Open', aMail({ ...tags, [name]: value }));
        expect(parseSesEvent(body, byTag)).toEqual({
          kind: 'skipped',
          eventType: 'Open',
          why: `the email has no tag ${name}`,
        });
      }
    },
  );

  test('an email of another tool whose tags are no ids is rejected', () => {
    const expected = 'expected text of 1 to 256 characters, found';
    expect(reasonOf(anEvent('Open', aMail({ ...tags, campaign: [7] })), byTag)).toBe(
      `mail.tags.campaign: ${expected} 7`,
    );
    expect(reasonOf(anEvent('Open', aMail({ ...tags, person: [{}] })), byTag)).toBe(`mail.tags.person: ${expected} {}`);
  });

  test('an email of another tool is skipped if no settings say how it is read, and so is one without tags', () => {
    const why = 'the email is of another tool, and such emails are not read';
    expect(parseSesEvent(other('Open'), SETTINGS)).toEqual({ kind: 'skipped', eventType: 'Open', why });
    for (const none of [undefined, null, '', []]) {
      const body = anEvent('Open', { ...aMail(), tags: none });
      expect(parseSesEvent(body, SETTINGS)).toEqual({ kind: 'skipped', eventType: 'Open', why });
      expect(parseSesEvent(body, byTag)).toMatchObject({ kind: 'skipped', why: 'the email has no tag campaign' });
    }
    expect(
      parseSesEvent(anEvent('Open', aMail({})), {
        ...byTag,
        otherMail: { campaignTag: 'constructor', user: 'address' },
      }),
    ).toMatchObject({ kind: 'skipped' });
  });
});

describe('the id of an event of SES', () => {
  const idOf = (body: unknown) => parsed(body).id;
  const click = (link: unknown) => changed('Click', { link });

  test('the id of an event of SES is the same whenever the event comes, by whatever route (R60)', () => {
    const body = anEvent('Click');
    expect(parseSesEvent(structuredClone(body), SETTINGS)).toEqual(parseSesEvent(body, SETTINGS));
    const { eventType, ...older } = body;
    expect(idOf({ ...older, notificationType: eventType })).toBe(idOf(body));
    expect(idOf({ ...body, notificationType: 'Open' })).toBe(idOf(body));
    expect(idOf(changed('Click', { timestamp: '2026-12-01T10:31:00.456+01:00' }))).toBe(idOf(body));
  });

  test('the id of an event of SES differs by message, type, instant and link', () => {
    const ids = [
      anEvent('Open'),
      anEvent('Open', { ...aMail(), messageId: 'another' }),
      changed('Open', { timestamp: '2026-12-01T09:31:00.457Z' }),
      anEvent('Delivery'),
      click('https://shop.example/a'),
      click('https://shop.example/b'),
      click(undefined),
      click(`https://shop.example/${'x'.repeat(3000)}a`),
      click(`https://shop.example/${'x'.repeat(3000)}b`),
    ].map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a click and its alias have one id (R60)', () => {
    const ids = completeEntries(parsed(anEvent('Click')), 'ada').map(({ Detail }) => Detail['id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('a field that no campaign needs', () => {
  test.each([undefined, null, ''])('a click whose link is %o counts without one (R67)', (link) => {
    expect(detailsOf(changed('Click', { link, linkTags: null, isBotEvent: null }))).toEqual([
      { interaction: 'email.clicked', messageVariationId: 'short' },
    ]);
  });

  test('a click whose link is too long to match, or has half a character, counts without it (R67)', () => {
    const [longest, tooLong] = ['x'.repeat(2048), 'x'.repeat(2049)];
    expect(detailsOf(changed('Click', { link: longest }))).toMatchObject([{ linkUrl: longest }, { linkUrl: longest }]);
    for (const details of detailsOf(changed('Click', { link: tooLong }))) expect(details).not.toHaveProperty('linkUrl');
    for (const half of ['https://shop.example/\ud83d', '\udfff\udfff']) {
      for (const details of detailsOf(changed('Click', { link: half }))) expect(details).not.toHaveProperty('linkUrl');
    }
    expect(detailsOf(changed('Click', { link: '🐈'.repeat(2048) }))).toMatchObject([
      { linkUrl: '🐈'.repeat(2048) },
      {},
    ]);
  });

  test.each([
    undefined,
    null,
    '',
    [],
    {},
    { alias: null },
    { alias: [] },
    { alias: [''] },
    { alias: [null] },
    { alias: ['x'.repeat(257)] },
    { other: ['tea'] },
  ])('a click whose link tags are %o is the click of no alias (R67)', (linkTags) => {
    expect(detailsOf(changed('Click', { linkTags }))).toMatchObject([{ interaction: 'email.clicked' }]);
  });

  test('an email whose variant is no id counts without it (R67)', () => {
    for (const cc_variation of [undefined, null, [], [''], ['x'.repeat(257)], [7]]) {
      const [details] = detailsOf(anEvent('Delivery', aMail({ ...OWN_TAGS, cc_variation })));
      expect(details).toEqual({ interaction: 'email.received', receipt: 'delivered' });
    }
  });

  test('an event with fields that are not known is read all the same (R62)', () => {
    expect(parsed({ ...anEvent('Open'), more: { deep: [1] } })).toEqual(parsed(anEvent('Open')));
  });
});

describe('an event that is not read', () => {
  test.each(['DeliveryDelay', 'Forward', 'open', 'constructor', '__proto__'])(
    'an event of a type that is not read is skipped, with its type: %s (R62)',
    (eventType) => {
      expect(parseSesEvent({ eventType }, SETTINGS)).toEqual({
        kind: 'skipped',
        eventType,
        why: `"${eventType}" is not an event type that we read`,
      });
    },
  );

  const text = (field: string, found: string) => `${field}: expected text of 1 to 256 characters, found ${found}`;
  const instant = (field: string, found: string) =>
    `${field}: expected an RFC 3339 instant with a zone, such as 2026-12-01T09:30:00Z, from 1970 to 9999, found ${found}`;

  test.each([
    ['no type', {}, text('eventType', 'nothing')],
    ['a type that is a number', { eventType: 7 }, text('eventType', '7')],
    [
      'no mail',
      { ...anEvent('Open'), mail: null },
      'mail: expected an object with the fields tags, destination, found null',
    ],
    ['tags in a text', anEvent('Open', { ...aMail(), tags: 'x' }), 'mail.tags: expected an object of tags, found "x"'],
    ['no id of the message', anEvent('Open', { ...aMail(), messageId: null }), text('mail.messageId', 'null')],
    [
      'a long id of the message',
      anEvent('Open', { ...aMail(), messageId: 'x'.repeat(257) }),
      text('mail.messageId', `"${'x'.repeat(76)}...`),
    ],
    ['no dispatch', anEvent('Open', aMail({ ...OWN_TAGS, cc_dispatch: [] })), text('mail.tags.cc_dispatch', 'nothing')],
    [
      'no campaign',
      anEvent('Open', aMail({ ...OWN_TAGS, cc_campaign: null })),
      text('mail.tags.cc_campaign', 'nothing'),
    ],
    [
      'a campaign whose id is too long',
      anEvent('Open', aMail({ ...OWN_TAGS, cc_campaign: ['x'.repeat(257)] })),
      text('mail.tags.cc_campaign', `"${'x'.repeat(76)}...`),
    ],
    [
      'a message that is no number',
      anEvent('Open', aMail({ ...OWN_TAGS, cc_part: ['first'] })),
      'mail.tags.cc_part: expected the number of a message, from 0, found "first"',
    ],
    ['no instant of the mail', anEvent('Send', { ...aMail(), timestamp: null }), instant('mail.timestamp', 'null')],
    ['no instant of a rejection', anEvent('Reject', { ...aMail(), timestamp: '' }), instant('mail.timestamp', '""')],
    [
      'no instant of a delivery',
      changed('Delivery', { timestamp: undefined }),
      instant('delivery.timestamp', 'nothing'),
    ],
    ['no instant of an open', changed('Open', { timestamp: 1_764_581_460 }), instant('open.timestamp', '1764581460')],
    ['no instant of a click', changed('Click', { timestamp: 'today' }), instant('click.timestamp', '"today"')],
    [
      'no zone',
      changed('Open', { timestamp: '2026-12-01T09:31:00' }),
      instant('open.timestamp', '"2026-12-01T09:31:00"'),
    ],
    ['no instant of a bounce', changed('Bounce', { timestamp: null }), instant('bounce.timestamp', 'null')],
    ['no instant of a complaint', changed('Complaint', { timestamp: null }), instant('complaint.timestamp', 'null')],
    ['no instant of preferences', changed('Subscription', { timestamp: 0 }), instant('subscription.timestamp', '0')],
    [
      'no open',
      { ...anEvent('Open'), open: undefined },
      'open: expected an object with the fields timestamp, userAgent, isBotEvent, found nothing',
    ],
    ['a link that is no text', changed('Click', { link: 7 }), 'click.link: expected text, found 7'],
    [
      'aliases that are no list',
      changed('Click', { linkTags: { alias: 'tea' } }),
      'click.linkTags.alias: expected a list of texts, found "tea"',
    ],
    ['no type of a bounce', changed('Bounce', { bounceType: null }), 'bounce.bounceType: expected text, found null'],
    [
      'no recipients of a bounce',
      changed('Bounce', { bouncedRecipients: null }),
      'bounce.bouncedRecipients: expected a list, found null',
    ],
    [
      'a recipient without an address',
      changed('Bounce', { bouncedRecipients: [{ action: 'failed' }] }),
      'bounce.bouncedRecipients.0.emailAddress: expected text, found nothing',
    ],
    [
      'no preferences',
      changed('Subscription', { newTopicPreferences: null }),
      'subscription.newTopicPreferences: expected an object with the fields unsubscribeAll, topicSubscriptionStatus, found null',
    ],
    [
      'preferences in a text',
      changed('Subscription', { newTopicPreferences: { unsubscribeAll: 'true' } }),
      'subscription.newTopicPreferences.unsubscribeAll: expected true or false, found "true"',
    ],
  ])('an event that is not as SES writes them is rejected with the field: %s (R61)', (_, body, reason) => {
    expect(parseSesEvent(body, SETTINGS)).toEqual({ kind: 'rejected', reason });
  });

  test.each([undefined, null, 7, 'x', [], [{}]])('an event that is %o is rejected (R61)', (body) => {
    expect(reasonOf(body)).toMatch(/^the whole: expected an event of SES, an object, found /);
  });

  test('an event is rejected if it is more than 5 minutes ahead of the clock, and read if it is not (R61)', () => {
    const at = (now: number) => reasonOf(anEvent('Complaint'), { ...SETTINGS, now });
    expect(at(AT_MS - 300_000)).toBe('parsed');
    expect(at(AT_MS - 300_001)).toBe(
      'complaint.timestamp: expected at most 5 minutes ahead of the clock, found "2026-12-01T09:31:00.456Z"',
    );
  });
});
