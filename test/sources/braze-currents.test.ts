import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  BEHAVIOR_NAMES,
  BEHAVIORS,
  INTERACTION_NAMES,
  INTERACTIONS,
  type InteractionKind,
} from '../../core/contracts/catalogue.ts';
import { parseEntry } from '../../core/parse-entry.ts';
import { parseCurrentsBody, parseCurrentsRecord } from '../../sources/braze-currents/parse-record.ts';
import fieldsOf from './currents-fields.json' with { type: 'json' };

const TIME = 1_798_761_600;
const AT = '2027-01-01T00:00:00.000Z';

/** Creates a record as Currents posts it. */
const record = (event_type: string, properties: object = {}, rest: object = {}) => ({
  event_type,
  id: 'event-1',
  time: TIME,
  user: { user_id: 'braze-1', external_user_id: 'anna', timezone: 'Europe/Berlin' },
  properties,
  ...rest,
});
/** Creates such a record of the campaign `welcome`. */
const ofCampaign = (event_type: string, properties: object = {}, rest: object = {}) =>
  record(event_type, { campaign_id: 'welcome', ...properties }, rest);

const detailsOf = (input: unknown) => {
  const reading = parseCurrentsRecord(input);
  return reading.kind === 'entries' ? reading.entries.map((entry) => entry.Detail) : reading;
};
const interactionsOf = (input: unknown) => {
  const reading = parseCurrentsRecord(input);
  return reading.kind === 'entries' ? reading.entries.map((entry) => entry.Detail['interaction']) : reading;
};

/** The interaction, the event type, the properties of the record, and the fields they become. It has a row for each mapping. */
const CARRIED: readonly (readonly [string, string, object, object])[] = [
  ['in_app_message.viewed', 'users.messages.inappmessage.Impression', {}, {}],
  ['in_app_message.clicked', 'users.messages.inappmessage.Click', {}, {}],
  ['in_app_message.button_clicked', 'users.messages.inappmessage.Click', { button_id: '0' }, { buttonId: '0' }],
  ['email.clicked', 'users.messages.email.Click', { url: 'https://a.example' }, { linkUrl: 'https://a.example' }],
  [
    'email.alias_clicked',
    'users.messages.email.Click',
    { url: 'https://a.example', link_alias: 'offer' },
    { linkUrl: 'https://a.example', linkAlias: 'offer' },
  ],
  ['email.opened', 'users.messages.email.Open', { machine_open: 'true' }, { openKind: 'machine' }],
  ['email.opened', 'users.messages.email.Open', { machine_open: null }, { openKind: 'human' }],
  ['push.directly_opened', 'users.messages.pushnotification.Open', {}, {}],
  ['push.button_clicked', 'users.messages.pushnotification.Open', { button_string: 'yes' }, { buttonId: 'yes' }],
  ['conversion.performed', 'users.campaigns.Conversion', { conversion_behavior_index: 0 }, { conversionEvent: 'A' }],
  ['conversion.performed', 'users.campaigns.Conversion', { conversion_behavior_index: 1 }, { conversionEvent: 'B' }],
  ['conversion.performed', 'users.campaigns.Conversion', { conversion_behavior_index: 2 }, { conversionEvent: 'C' }],
  ['conversion.performed', 'users.campaigns.Conversion', { conversion_behavior_index: 3 }, { conversionEvent: 'D' }],
  ['email.received', 'users.messages.email.Send', {}, { receipt: 'sent' }],
  ['email.received', 'users.messages.email.Delivery', {}, { receipt: 'delivered' }],
  ['sms.received', 'users.messages.sms.Send', { dispatch_id: 'd-1' }, { receipt: 'sent', dispatchId: 'd-1' }],
  ['sms.received', 'users.messages.sms.Delivery', { dispatch_id: 'd-1' }, { receipt: 'delivered', dispatchId: 'd-1' }],
  ['sms.received', 'users.messages.rcs.Send', { dispatch_id: 'd-1' }, { receipt: 'sent', dispatchId: 'd-1' }],
  ['sms.received', 'users.messages.rcs.Delivery', { dispatch_id: 'd-1' }, { receipt: 'delivered', dispatchId: 'd-1' }],
  [
    'sms.short_link_clicked',
    'users.messages.sms.ShortLinkClick',
    { url: 'https://a.example' },
    { linkUrl: 'https://a.example' },
  ],
  [
    'sms.short_link_clicked',
    'users.messages.rcs.Click',
    { url: 'https://a.example' },
    { linkUrl: 'https://a.example' },
  ],
  ['push.received', 'users.messages.pushnotification.Send', { dispatch_id: 'd-1' }, { dispatchId: 'd-1' }],
  ['webhook.received', 'users.messages.webhook.Send', {}, {}],
  ['control_group.entered', 'users.campaigns.EnrollInControl', {}, {}],
  [
    'content_card.viewed',
    'users.messages.contentcard.Impression',
    { content_card_id: 'c-1' },
    { contentCardId: 'c-1' },
  ],
  ['content_card.clicked', 'users.messages.contentcard.Click', { content_card_id: 'c-1' }, { contentCardId: 'c-1' }],
  [
    'content_card.dismissed',
    'users.messages.contentcard.Dismiss',
    { content_card_id: 'c-1' },
    { contentCardId: 'c-1' },
  ],
  ['whatsapp.received', 'users.messages.whatsapp.Send', {}, {}],
  ['whatsapp.read', 'users.messages.whatsapp.Read', {}, {}],
  ['whatsapp.clicked', 'users.messages.whatsapp.Click', { url: 'https://a.example' }, { linkUrl: 'https://a.example' }],
  ['line.clicked', 'users.messages.line.Click', { url: 'https://a.example' }, { linkUrl: 'https://a.example' }],
  ['banner.viewed', 'users.messages.banner.Impression', {}, {}],
  ['banner.clicked', 'users.messages.banner.Click', { button_id: '1' }, { buttonId: '1' }],
  ['banner.dismissed', 'users.messages.banner.Dismiss', {}, {}],
];

describe('a record of Currents', () => {
  test.each(CARRIED)('a record of Currents becomes %s: %s %o', (interaction, type, properties, narrowing) => {
    const reading = parseCurrentsRecord(ofCampaign(type, { message_variation_id: 'v-1', ...properties }));
    const entries = reading.kind === 'entries' ? reading.entries : [];
    const entry = entries.find(({ Detail }) => Detail['interaction'] === interaction);
    expect(entry).toStrictEqual({
      Source: 'braze.currents',
      DetailType: 'Campaign Interaction',
      Detail: {
        id: 'event-1',
        userId: 'anna',
        interaction,
        campaignId: 'welcome',
        occurredAt: AT,
        messageVariationId: 'v-1',
        timeZone: 'Europe/Berlin',
        ...narrowing,
      },
      Time: AT,
    });
    expect(parseEntry(entry, { now: TIME * 1000, entryId: 'entry-1' })).toMatchObject({
      event: { kind: 'interaction', interaction, campaignId: 'welcome', id: 'event-1', at: TIME * 1000 },
    });
  });

  test('a record of Currents can become every interaction for which the catalogue names an event type of Currents, and no other', () => {
    expect(new Set(CARRIED.map(([interaction]) => interaction))).toEqual(
      new Set(INTERACTION_NAMES.filter((name) => INTERACTIONS[name].currents.length > 0)),
    );
  });

  test('a record of Currents with an alias becomes two interactions of one event', () => {
    const reading = parseCurrentsRecord(
      ofCampaign('users.messages.email.Click', { url: 'https://a.example', link_alias: 'x' }),
    );
    expect(reading).toMatchObject({
      kind: 'entries',
      id: 'event-1',
      entries: [
        { Detail: { id: 'event-1', interaction: 'email.clicked' } },
        { Detail: { id: 'event-1', interaction: 'email.alias_clicked', linkAlias: 'x' } },
      ],
    });
  });

  test('a record of Currents without an alias or a button becomes one interaction', () => {
    expect(interactionsOf(ofCampaign('users.messages.email.Click', { link_alias: null }))).toEqual(['email.clicked']);
    expect(interactionsOf(ofCampaign('users.messages.inappmessage.Click', { button_id: null }))).toEqual([
      'in_app_message.clicked',
    ]);
  });

  test('a record of Currents has the external id of its user, or the id of Braze if there is none', () => {
    const type = 'users.messages.webhook.Send';
    for (const external_user_id of [undefined, null, '']) {
      const user = { user_id: 'braze-1', external_user_id };
      expect(detailsOf(ofCampaign(type, {}, { user }))).toMatchObject([{ userId: 'braze-1' }]);
    }
    expect(detailsOf(ofCampaign(type, {}, { user: { external_user_id: 'anna' } }))).toMatchObject([{ userId: 'anna' }]);
  });

  test('a record of Currents passes on no address, no number and nothing else that is not documented', () => {
    const properties = { email_address: 'a@a.example', campaign_name: 'Welcome', user_agent: 'x', canvas_id: null };
    expect(
      detailsOf(ofCampaign('users.messages.email.Open', properties, { user: { user_id: 'braze-1' } })),
    ).toStrictEqual([
      {
        id: 'event-1',
        userId: 'braze-1',
        interaction: 'email.opened',
        openKind: 'human',
        occurredAt: AT,
        campaignId: 'welcome',
      },
    ]);
    const toPhone = detailsOf(ofCampaign('users.messages.sms.Send', { to_phone_number: '+49170' }));
    expect(JSON.stringify(toPhone)).not.toContain('+49170');
  });
});

describe('an open of an email', () => {
  test.each([
    ['true', 'machine'],
    [true, 'machine'],
    ['apple', 'machine'],
    ['false', 'human'],
    [false, 'human'],
    [null, 'human'],
    [undefined, 'human'],
  ])('an open of an email whose machine_open is %o is by a %s (R64)', (machine_open, openKind) => {
    const details = detailsOf(ofCampaign('users.messages.email.Open', { machine_open }));
    expect(details).toMatchObject([{ interaction: 'email.opened', openKind }]);
    expect(details).toHaveLength(1);
  });
});

describe('an open of a push notification', () => {
  const open = (button_action_type: unknown, button_string: unknown) =>
    interactionsOf(ofCampaign('users.messages.pushnotification.Open', { button_action_type, button_string }));

  test('an open of a push notification by a button is a direct open and a click of the button', () => {
    expect(open('uri', 'yes')).toEqual(['push.directly_opened', 'push.button_clicked']);
    expect(open('DEEP_LINK', 'yes')).toEqual(['push.directly_opened', 'push.button_clicked']);
  });

  test.each(['close', 'none', 'CLOSE', 'NONE'])(
    'an open of a push notification by a button that does %s is a click of the button only',
    (action) => {
      expect(open(action, 'later')).toEqual(['push.button_clicked']);
    },
  );

  test('an open of a push notification that closes it, by a button without a name, is skipped', () => {
    expect(open('close', null)).toEqual({
      kind: 'skipped',
      id: 'event-1',
      why: 'no event of ours has button_action_type "close" and button_string nothing',
    });
  });
});

describe('a suspected bot', () => {
  const click = (is_suspected_bot_click: unknown, type = 'users.messages.email.Click') =>
    detailsOf(ofCampaign(type, { url: 'https://a.example', is_suspected_bot_click }));

  test('a suspected bot is reported as Braze reports it (R63)', () => {
    expect(click(true)).toMatchObject([{ suspectedBot: true }]);
    expect(click(false)).toMatchObject([{ suspectedBot: false }]);
    expect(click(true, 'users.messages.sms.ShortLinkClick')).toMatchObject([{ suspectedBot: true }]);
    expect(click(true, 'users.messages.line.Click')).toMatchObject([{ suspectedBot: true }]);
  });

  test.each([null, undefined])(
    'a suspected bot is not reported if Braze writes %o, because null is not true (R63)',
    (unsaid) => {
      expect(click(unsaid)).toEqual([expect.not.objectContaining({ suspectedBot: expect.anything() })]);
    },
  );

  test('a suspected bot is reported for the click of an alias, too (R63)', () => {
    const properties = { link_alias: 'x', is_suspected_bot_click: true };
    expect(detailsOf(ofCampaign('users.messages.email.Click', properties))).toMatchObject([
      { suspectedBot: true },
      { suspectedBot: true },
    ]);
  });
});

describe('a behavior of Currents', () => {
  const read = (input: unknown) => {
    const reading = parseCurrentsRecord(input);
    return reading.kind === 'entries' ? reading.entries : reading;
  };
  const entry = (detail: object) => [
    {
      Source: 'braze.currents',
      DetailType: 'User Behavior',
      Detail: { id: 'event-1', userId: 'anna', occurredAt: AT, ...detail },
      Time: AT,
    },
  ];

  test('a behavior of Currents becomes a purchase with its product, price, currency and properties', () => {
    const properties = {
      product_id: 'shoe',
      price: 0,
      currency: 'EUR',
      purchase_properties: { size: 42 },
      app_id: 'x',
    };
    expect(read(record('users.behaviors.Purchase', properties))).toStrictEqual(
      entry({ behavior: 'purchase.made', productId: 'shoe', price: 0, currency: 'EUR', properties: { size: 42 } }),
    );
  });

  test('a behavior of Currents becomes a custom event with its name and properties', () => {
    expect(
      read(record('users.behaviors.CustomEvent', { name: 'unsubscribed', custom_properties: { list: 'news' } })),
    ).toStrictEqual(entry({ behavior: 'custom_event.performed', name: 'unsubscribed', properties: { list: 'news' } }));
  });

  test('a behavior of Currents becomes the start of a session, which needs no properties', () => {
    const started = entry({ behavior: 'session.started' });
    expect(read(record('users.behaviors.app.SessionStart', { session_id: 's' }))).toStrictEqual(started);
    expect(read(record('users.behaviors.app.SessionStart', {}, { properties: undefined }))).toStrictEqual(started);
  });
});

describe('a record that is not an event of ours is skipped with the reason:', () => {
  test.each([
    [
      'an unknown event type (R62)',
      ofCampaign('users.canvas.Entry'),
      '"users.canvas.Entry" is not an event type that we read',
    ],
    [
      'an unknown event type, whatever else is wrong with it (R62)',
      { event_type: 'users.messages.fax.Send', id: 'event-1' },
      '"users.messages.fax.Send" is not an event type that we read',
    ],
    [
      'a message of a Canvas',
      record('users.messages.email.Click', { canvas_id: 'c', campaign_id: null, link_alias: 'x' }),
      'no campaign_id: the record is of a Canvas, or of no campaign',
    ],
    [
      'an automatic reply by SMS',
      ofCampaign('users.messages.sms.Send', { category: 'HELP' }),
      'no event of ours has category "HELP"',
    ],
    [
      'an automatic reply by RCS',
      ofCampaign('users.messages.rcs.Send', { category: 'HELP' }),
      'no event of ours has category "HELP"',
    ],
    [
      'a tap on RCS without a link',
      ofCampaign('users.messages.rcs.Click', { url: null }),
      'no event of ours has url nothing',
    ],
    [
      'a conversion without its index',
      ofCampaign('users.campaigns.Conversion'),
      'no event of ours has conversion_behavior_index nothing',
    ],
    [
      'a conversion beyond D',
      ofCampaign('users.campaigns.Conversion', { conversion_behavior_index: 4 }),
      'no event of ours has conversion_behavior_index 4',
    ],
  ])('a record that is not an event of ours is skipped with the reason: %s', (_, input, why) => {
    expect(parseCurrentsRecord(input)).toEqual({ kind: 'skipped', id: 'event-1', why });
  });
});

describe('a record that is not as Currents writes them is rejected, with the field and what was expected:', () => {
  const send = (rest: object) => ofCampaign('users.messages.email.Send', {}, rest);

  test.each([
    [
      'no event type',
      send({ event_type: undefined }),
      'event_type: expected text of 1 to 256 characters, found nothing',
    ],
    ['no time', send({ time: undefined }), 'time: expected Unix seconds, a whole number, found nothing'],
    ['a time as text', send({ time: '1798761600' }), 'time: expected Unix seconds, a whole number, found "1798761600"'],
    ['a broken time', send({ time: 1.5 }), 'time: expected Unix seconds, a whole number, found 1.5'],
    ['a time before 1970', send({ time: -1 }), 'time: expected Unix seconds, a whole number, found -1'],
    [
      'a time in milliseconds (R66)',
      send({ time: TIME * 1000 }),
      'time: expected Unix seconds, a whole number and not milliseconds, found 1798761600000',
    ],
    ['no user', send({ user: undefined }), 'user: expected an object with user_id or external_user_id, found nothing'],
    ['a user without an id', send({ user: {} }), 'user.user_id: expected text of 1 to 256 characters, found nothing'],
    [
      'a user whose id is a number',
      send({ user: { user_id: 'braze-1', external_user_id: 7 } }),
      'user.external_user_id: expected text of 1 to 256 characters, found 7',
    ],
    [
      'a user whose id has half a character',
      send({ user: { user_id: 'anna\ud83d' } }),
      'user.user_id: expected text of whole characters (half of a surrogate pair is none), found "anna\\ud83d"',
    ],
    ['properties that are no object', send({ properties: 'x' }), 'properties: expected an object, found "x"'],
  ])(
    'a record that is not as Currents writes them is rejected, with the field and what was expected: %s',
    (_, input, reason) => {
      expect(parseCurrentsRecord(input)).toEqual({ kind: 'rejected', id: 'event-1', reason });
    },
  );

  test.each([undefined, null, 7, ''])(
    'a record with an id that is %o is rejected, with the field and what was expected',
    (id) => {
      const reason = expect.stringMatching(/^id: expected text of 1 to 256 characters, found /);
      expect(parseCurrentsRecord(send({ id }))).toEqual({ kind: 'rejected', id: '', reason });
    },
  );

  test.each([undefined, null, 7, 'x', []])('a record that is %o is rejected, with what was expected', (input) => {
    const reason = expect.stringMatching(/^the whole: expected an event of Currents, an object, found /);
    expect(parseCurrentsRecord(input)).toEqual({ kind: 'rejected', id: '', reason });
  });
});

test('a time of 10^11 is Unix seconds, and a larger one is milliseconds (R66)', () => {
  const at = (time: number) => parseCurrentsRecord(ofCampaign('users.messages.email.Send', {}, { time }));
  expect(at(1e11)).toMatchObject({ kind: 'entries', entries: [{ Time: '5138-11-16T09:46:40.000Z' }] });
  expect(at(1e11 + 1)).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('not milliseconds') });
});

test('a body of Currents is one event or a list of events, and anything else is refused', () => {
  const one = ofCampaign('users.messages.email.Send');
  expect(parseCurrentsBody(one)).toEqual([one]);
  expect(parseCurrentsBody({ events: [one, 7] })).toEqual([one, 7]);
  expect(parseCurrentsBody({ events: [] })).toEqual([]);
  for (const body of [undefined, null, 'x', 7, [one], {}, { events: one }]) {
    expect(parseCurrentsBody(body)).toBeUndefined();
  }
});

describe('the documentation of Currents', () => {
  const documented: Readonly<Record<string, object>> = fieldsOf;
  const sources = INTERACTION_NAMES.flatMap((name) => {
    const kind: InteractionKind = INTERACTIONS[name];
    return kind.currents;
  });

  test('the documentation of Currents has every event type of the catalogue', () => {
    const types = [...sources.map(({ type }) => type), ...BEHAVIOR_NAMES.map((name) => BEHAVIORS[name].currents)];
    expect(types.filter((type) => documented[type] === undefined)).toEqual([]);
  });

  test('the documentation of Currents has every property that the catalogue reads or tests, but no category of deliveries', () => {
    const used = sources.flatMap(({ type, reads = {}, when = {} }) =>
      [...Object.values(reads), ...Object.keys(when)].map((property) => ({ type, property })),
    );
    expect(used.filter(({ type, property }) => !(property in (documented[type] ?? {})))).toEqual([
      { type: 'users.messages.sms.Delivery', property: 'category' },
      { type: 'users.messages.rcs.Delivery', property: 'category' },
    ]);
  });
});

describe('docs/reference/currents.md', () => {
  const rows = readFileSync(new URL('../../docs/reference/currents.md', import.meta.url), 'utf8').split('\n');
  const rowOf = (name: string) => rows.find((row) => row.startsWith(`| \`${name}\` |`)) ?? '';

  test.each(INTERACTION_NAMES)('docs/reference/currents.md names the events that become %s', (name) => {
    const kind: InteractionKind = INTERACTIONS[name];
    expect(rowOf(name)).not.toBe('');
    for (const { type } of kind.currents) expect(rowOf(name)).toContain(`\`${type}\``);
  });

  test.each(BEHAVIOR_NAMES)('docs/reference/currents.md names the event that becomes %s', (name) => {
    expect(rowOf(name)).toContain(`\`${BEHAVIORS[name].currents}\``);
  });
});
