import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../core/parse-entry.ts';
import { parseCurrentsRecord } from '../../sources/braze-currents/parse-record.ts';

const TIME = 1_796_126_400;
const NOW = TIME * 1000;

const record = (event_type: string, properties: unknown, rest: object = {}) => ({
  event_type,
  id: 'event-1',
  time: TIME,
  user: { external_user_id: 'anna' },
  properties,
  ...rest,
});
const ofCampaign = (event: string, properties: object) =>
  record(`users.messages.${event}`, { campaign_id: 'welcome', ...properties });

/** Returns the interactions that the bus accepts from a record, with their fields; or why it accepts none. */
function takenOf(input: unknown) {
  const reading = parseCurrentsRecord(input);
  if (reading.kind !== 'entries') return reading.kind === 'rejected' ? reading.reason : reading.kind;
  return reading.entries.map((entry) => {
    const read = parseEntry(entry, { now: NOW, entryId: reading.id });
    if ('refusal' in read) return read.refusal.message;
    const { id: _, userId: __, occurredAt: ___, campaignId: ____, interaction, behavior, ...rest } = read.event.detail;
    return [interaction ?? behavior, rest];
  });
}

describe('a property without a meaning counts as absent (R67):', () => {
  test('an open without machine_open is by a human, and a click without a button is a click of no button', () => {
    for (const nothing of ['', null, undefined]) {
      expect(takenOf(ofCampaign('email.Open', { machine_open: nothing }))).toEqual([
        ['email.opened', { openKind: 'human' }],
      ]);
      expect(takenOf(ofCampaign('inappmessage.Click', { button_id: nothing }))).toEqual([
        ['in_app_message.clicked', {}],
      ]);
      expect(takenOf(ofCampaign('email.Click', { link_alias: nothing, url: nothing }))).toEqual([
        ['email.clicked', {}],
      ]);
      expect(takenOf(ofCampaign('rcs.Send', { category: nothing }))).toEqual([['sms.received', { receipt: 'sent' }]]);
    }
    for (const some of ['true', true, 'yes', 1]) {
      expect(takenOf(ofCampaign('email.Open', { machine_open: some }))).toEqual([
        ['email.opened', { openKind: 'machine' }],
      ]);
    }
  });

  test('properties that are an empty list are no properties', () => {
    for (const properties of [[], '', null, undefined]) {
      expect(takenOf(record('users.behaviors.app.SessionStart', properties))).toEqual([['session.started', {}]]);
    }
    for (const purchase_properties of [[], '', null]) {
      expect(takenOf(record('users.behaviors.Purchase', { product_id: 'tea', purchase_properties }))).toEqual([
        ['purchase.made', { productId: 'tea' }],
      ]);
    }
    expect(takenOf(record('users.behaviors.app.SessionStart', [1]))).toBe('properties: expected an object, found [1]');
  });

  test('a link or an alias that is too long to be matched is left out, and the click counts', () => {
    const long = { url: `https://shop.example/${'x'.repeat(2_100)}`, link_alias: 'a'.repeat(257) };
    expect(takenOf(ofCampaign('email.Click', long))).toEqual([
      ['email.clicked', {}],
      ['email.alias_clicked', {}],
    ]);
  });
});

test('a time zone that is not text is left out, and the click counts (R67)', () => {
  const click = ofCampaign('email.Click', {});
  for (const timezone of [7, {}, '', null, 'x'.repeat(2_049)]) {
    expect(takenOf({ ...click, user: { user_id: 'anna', timezone } })).toEqual([['email.clicked', {}]]);
  }
});

describe('a suspected bot', () => {
  test('a suspected bot is recognized in text, too, because a click by a machine must not count as a click of the user (R63)', () => {
    const suspected = (is_suspected_bot_click: unknown) =>
      takenOf(ofCampaign('email.Click', { is_suspected_bot_click }));
    for (const yes of [true, 'true', 'TRUE'])
      expect(suspected(yes)).toEqual([['email.clicked', { suspectedBot: true }]]);
    for (const no of [false, 'false', 'False']) {
      expect(suspected(no)).toEqual([['email.clicked', { suspectedBot: false }]]);
    }
    for (const nothing of [null, '', undefined]) expect(suspected(nothing)).toEqual([['email.clicked', {}]]);
    expect(suspected('perhaps')).toEqual(['Detail.suspectedBot: expected true, false or null, found "perhaps"']);
  });
});

describe('a value of an unexpected type affects its own record only:', () => {
  test('a machine_open that is an object is rejected with the name of the field, and the call is answered', () => {
    for (const odd of [{ toString: 'x' }, {}, [1], []]) {
      expect(takenOf(ofCampaign('email.Open', { machine_open: odd }))).toMatch(
        /^properties\.machine_open: expected text, a number, true or false, found /,
      );
    }
  });

  test('an alias that is an object counts as absent, and the click counts (R67)', () => {
    expect(takenOf(ofCampaign('email.Click', { link_alias: { toString: 1 } }))).toEqual([['email.clicked', {}]]);
    expect(takenOf(ofCampaign('inappmessage.Click', { button_id: {} }))).toEqual([['in_app_message.clicked', {}]]);
  });

  test('no JSON value in any place makes the parser throw', () => {
    const types = fc.constantFrom(
      'users.messages.email.Open',
      'users.messages.email.Click',
      'users.messages.inappmessage.Click',
      'users.messages.pushnotification.Open',
      'users.messages.sms.Delivery',
      'users.campaigns.Conversion',
      'users.behaviors.Purchase',
      'users.behaviors.CustomEvent',
    );
    const names = fc.constantFrom(
      ...['campaign_id', 'machine_open', 'link_alias', 'url', 'button_id', 'button_action_type', 'button_string'],
      ...['category', 'conversion_behavior_index', 'is_suspected_bot_click', 'purchase_properties', 'name', 'price'],
    );
    const properties = fc.oneof(fc.dictionary(names, fc.jsonValue()), fc.jsonValue());
    fc.assert(fc.property(fc.jsonValue(), (value) => void parseCurrentsRecord(value)));
    fc.assert(fc.property(types, properties, (type, of) => void takenOf(record(type, of))));
    fc.assert(
      fc.property(
        types,
        names,
        fc.jsonValue(),
        (type, name, value) => void takenOf(record(type, { campaign_id: 'c', [name]: value })),
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('id', 'time', 'user', 'event_type'),
        fc.jsonValue(),
        (field, value) => void takenOf({ ...ofCampaign('email.Open', {}), [field]: value }),
      ),
    );
  });

  test('a record whose parsing throws is rejected with its id, if it has one', () => {
    const breaking = {
      ...ofCampaign('email.Open', {}),
      get user(): object {
        throw new Error('no user today');
      },
    };
    expect(parseCurrentsRecord(breaking)).toEqual({
      kind: 'rejected',
      id: 'event-1',
      reason: expect.stringContaining('no user today'),
    });
  });

  test('the answer names a record by the beginning of its id, if the id is long', () => {
    expect(parseCurrentsRecord({ ...ofCampaign('email.Open', {}), id: 'x'.repeat(100_000) })).toMatchObject({
      kind: 'rejected',
      id: 'x'.repeat(256),
    });
  });
});
