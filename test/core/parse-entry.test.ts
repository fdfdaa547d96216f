import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BEHAVIOR_NAMES, INTERACTION_NAMES } from '../../core/contracts/catalogue.ts';
import { parseEntry } from '../../core/parse-entry.ts';

const now = Date.UTC(2026, 11, 1, 12);
const context = { now, entryId: 'entry-1' };
const interaction = { userId: 'ann', interaction: 'email.opened', campaignId: 'welcome' };
const behavior = { userId: 'ann', behavior: 'purchase.made' };
const profile = { userId: 'ann', attributes: {} };

const read = (type: string, detail: unknown, more: object = {}) =>
  parseEntry({ Source: 'app', DetailType: type, Detail: detail, ...more }, context);
const refusalOf = (reading: ReturnType<typeof parseEntry>) => ('refusal' in reading ? reading.refusal : undefined);
const eventOf = (reading: ReturnType<typeof parseEntry>) => ('event' in reading ? reading.event : undefined);
const long = 'x'.repeat(257);
const half = 'ann\ud83d';

describe('a refusal names the field', () => {
  const fields: Readonly<Record<string, readonly [object, Readonly<Record<string, readonly unknown[]>>]>> = {
    'Campaign Interaction': [
      interaction,
      {
        userId: [undefined, null, '', long, 7, '🦊'.repeat(257), half],
        interaction: [undefined, 'email.eaten', 'constructor'],
        campaignId: [undefined, null, '', long, half],
        id: [long, 7, half],
        occurredAt: [
          'yesterday',
          1_796_126_400,
          '2026-02-30T00:00:00Z',
          '2026-11-30T24:00:00Z',
          '1969-12-31T23:59:59Z',
        ],
        dispatchId: [7],
        messageVariationId: [7],
        buttonId: [7],
        linkAlias: [true],
        linkUrl: [7],
        storyPageId: [7],
        contentCardId: [{}],
        conversionEvent: ['E', 'a'],
        openKind: ['animal'],
        receipt: ['read'],
        suspectedBot: ['true', 1],
        timeZone: [7],
        properties: ['text', 7, [1]],
      },
    ],
    'User Behavior': [
      behavior,
      {
        userId: [undefined, long],
        behavior: [undefined, 'purchase.dreamt'],
        id: [long],
        occurredAt: ['12:00'],
        name: [7],
        productId: [7],
        price: ['7', Number.NaN, Number.POSITIVE_INFINITY],
        currency: [7],
        properties: [7],
      },
    ],
    'User Profile Updated': [
      profile,
      {
        userId: [undefined],
        attributes: [undefined, null, 'text'],
        occurredAt: ['now'],
        timeZone: [7],
        language: [7],
        email: [7],
        phone: [7],
        consent: ['optedIn', [1]],
        consentEvidence: [7],
      },
    ],
  };
  const cases = Object.entries(fields).flatMap(([type, [detail, wrong]]) =>
    Object.entries(wrong).flatMap(([field, values]) => values.map((value) => [type, field, value, detail] as const)),
  );

  test.each(cases)('a refusal names the field: %s, %s %j', (type, field, value, detail) => {
    const refusal = refusalOf(read(type, { ...detail, [field]: value }));
    expect(refusal).toMatchObject({
      code: 'MalformedDetail',
      message: expect.stringMatching(new RegExp(`^Detail\\.${field}: expected .+, found `)),
    });
  });

  test.each([
    ['Source', { Source: '' }],
    ['Source', { Source: long }],
    ['Source', { Source: half }],
    ['DetailType', { DetailType: 7 }],
    ['Detail', { Detail: 7 }],
    ['Detail', { Detail: undefined }],
    ['Time', { Time: 'noon' }],
    ['Time', { Time: now }],
    ['Time', { Time: true }],
    ['Time', { Time: -1 }],
    ['Time', { Time: '2026-11-30T24:00:00Z' }],
  ])('a refusal names the field of the entry itself: %s', (field, more) => {
    const refusal = refusalOf(read('User Behavior', behavior, more));
    expect(refusal).toMatchObject({
      code: 'MalformedEntry',
      message: expect.stringMatching(new RegExp(`^${field}: expected `)),
    });
  });

  test('a refusal of half a character says so, and is whole text itself', () => {
    expect(refusalOf(read('User Behavior', { ...behavior, userId: half }))?.message).toBe(
      'Detail.userId: expected text of whole characters (half of a surrogate pair is none), found "ann\\ud83d"',
    );
    for (const before of ['', 'x']) {
      const { message } = refusalOf(read('User Behavior', { ...behavior, userId: before + '🦊'.repeat(257) })) ?? {};
      expect(message?.isWellFormed()).toBe(true);
    }
  });

  test('a refusal of a missing field says what was expected, so that a producer learns the words', () => {
    const missing = (type: string) => refusalOf(read(type, { userId: 'ann' }))?.message;
    expect(missing('Campaign Interaction')).toContain(
      `Detail.interaction: expected one of ${INTERACTION_NAMES.join(', ')}`,
    );
    expect(missing('Campaign Interaction')).toContain(
      'Detail.campaignId: expected text of 1 to 256 characters, found nothing',
    );
    expect(missing('User Behavior')).toBe(
      `Detail.behavior: expected one of ${BEHAVIOR_NAMES.join(', ')}, found nothing`,
    );
    expect(missing('User Profile Updated')).toBe('Detail.attributes: expected an object of attributes, found nothing');
  });

  test('a refusal of an entry without its fields says what each of them is', () => {
    expect(refusalOf(parseEntry({}, context))?.message).toBe(
      'Source: expected text of 1 to 256 characters, found nothing; DetailType: expected text, found nothing; Detail: expected a JSON object, or its text, found nothing',
    );
    expect(refusalOf(parseEntry(7, context))?.message).toMatch(
      /^the whole: expected an object with the fields Source, /,
    );
  });

  test('a refusal of an event as EventBridge delivers it says how it becomes an entry', () => {
    const delivered = { id: 'e', source: 'app', 'detail-type': 'User Behavior', detail: behavior };
    expect(refusalOf(parseEntry(delivered, context))).toMatchObject({
      code: 'MalformedEntry',
      message: expect.stringContaining('an event as EventBridge delivers it'),
    });
    expect(refusalOf(parseEntry({ Source: '' }, context))?.message).not.toContain('EventBridge');
  });

  test('a refusal is short, however long the refused values are', () => {
    const words = 'w'.repeat(100_000);
    for (const more of [{ DetailType: words }, { EventBusName: words }, { Time: words }, { Source: words }]) {
      expect(refusalOf(read('User Behavior', behavior, more))?.message.length).toBeLessThan(1_000);
    }
    const nameless = read('User Behavior', `{ "userId": "ann", "behavior": "session.started", "${words}": 1e400 }`);
    expect(refusalOf(nameless)?.message.length).toBeLessThan(1_000);
  });

  test('a refusal names several fields at once', () => {
    expect(refusalOf(read('User Behavior', {}))?.message).toMatch(/Detail\.userId: .+; Detail\.behavior: /);
  });

  test('a refusal of a Detail that is not an object names the Detail', () => {
    for (const detail of ['7', 'null', '[]', '"text"', 'no JSON', '']) {
      expect(refusalOf(read('User Behavior', detail))).toMatchObject({
        code: 'MalformedDetail',
        message: expect.stringContaining('Detail'),
      });
    }
  });

  test('a refusal of an unknown bus or type names it', () => {
    expect(refusalOf(read('User Behavior', behavior, { EventBusName: 'default' }))).toMatchObject({
      code: 'UnknownBus',
    });
    expect(refusalOf(read('user behavior', behavior))).toMatchObject({ code: 'UnknownDetailType' });
  });
});

describe('what is read', () => {
  test('an entry is read as its event, with the Detail as its producer sent it', () => {
    const detail = { ...interaction, id: 'e1', occurredAt: '2026-12-01T11:00:00Z', weather: 'fine' };
    const event = { kind: 'interaction', source: 'app', id: 'e1', at: now - 3_600_000, userId: 'ann', detail };
    expect(eventOf(read('Campaign Interaction', detail))).toMatchObject(event);
    expect(eventOf(read('Campaign Interaction', JSON.stringify(detail)))).toMatchObject(event);
  });

  test('an entry is accepted for this bus by name, by ARN, or without a bus', () => {
    const arn = 'arn:aws:events:eu-west-1:000000000000:event-bus/campaign-connector';
    for (const EventBusName of [undefined, null, '', 'campaign-connector', arn]) {
      expect(eventOf(read('User Behavior', behavior, { EventBusName }))).toBeDefined();
    }
  });

  test('an event without an id takes that of its entry, and its time is read in any zone', () => {
    const idOf = (more: object, source = 'app') =>
      eventOf(read('User Behavior', { ...behavior, ...more }, { Source: source }))?.id;
    expect(idOf({})).toBe('entry-1');
    const id = idOf({ occurredAt: '2026-12-01T11:00:00Z' });
    expect(id).not.toBe('entry-1');
    expect(idOf({ occurredAt: '2026-12-01T12:00:00+01:00' })).toBe(id);
    expect(idOf({ occurredAt: '2026-12-01T11:00:00.001Z' })).not.toBe(id);
    expect(idOf({ occurredAt: '2026-12-01T11:00:00Z', productId: 'hat' })).not.toBe(id);
    expect(idOf({ occurredAt: '2026-12-01T11:00:00Z' }, 'another')).not.toBe(id);
  });

  test('an event more than five minutes in the future is refused (R61)', () => {
    const ahead = (ms: number) => read('User Behavior', { ...behavior, occurredAt: new Date(now + ms).toISOString() });
    expect(eventOf(ahead(300_000))).toBeDefined();
    expect(refusalOf(ahead(300_001))).toMatchObject({
      code: 'InTheFuture',
      message: expect.stringContaining('occurredAt'),
    });
  });

  test('an event may have an id of 1 to 256 characters', () => {
    for (const id of ['x', 'x'.repeat(256), '🦊'.repeat(256)])
      expect(eventOf(read('User Behavior', { ...behavior, id, userId: id }))).toBeDefined();
  });

  test('an event whose time is absent, null or empty was done when its entry was put (R67)', () => {
    for (const Time of [undefined, null, '']) {
      expect(eventOf(read('User Behavior', behavior, { Time }))?.at).toBe(now);
    }
    for (const occurredAt of [undefined, null, '']) {
      expect(eventOf(read('User Behavior', { ...behavior, occurredAt }, { Time: 1_000 }))?.at).toBe(1_000_000);
    }
  });

  test('reading an entry never throws, whatever comes', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true }), (entry) => void parseEntry(entry, context)));
    const types = fc.constantFrom('Campaign Interaction', 'User Behavior', 'User Profile Updated');
    fc.assert(fc.property(types, fc.oneof(fc.object(), fc.json()), (type, detail) => void read(type, detail)));
  });

  test('no value of JSON makes reading throw, in any place of an entry (R61)', () => {
    const types = fc.constantFrom('Campaign Interaction', 'User Behavior', 'User Profile Updated');
    const details = fc.oneof(
      fc.jsonValue(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
    );
    const entries = fc.record({ Source: fc.jsonValue(), DetailType: types, Detail: details, Time: fc.jsonValue() });
    fc.assert(fc.property(fc.oneof(entries, fc.jsonValue()), (entry) => void parseEntry(entry, context)));
    const fields = fc.dictionary(
      fc.constantFrom(...Object.keys({ ...interaction, ...behavior, ...profile })),
      fc.jsonValue(),
    );
    fc.assert(fc.property(types, fields, (type, more) => void read(type, { ...interaction, ...behavior, ...more })));
  });
});

describe('a field of a name that JavaScript knows is a field like any other', () => {
  const odd = '"constructor":"Ferrari","__proto__":{"plan":"pro"},"prototype":1,"toString":"x"';
  test.each([
    ['User Behavior', `{"userId":"ann","behavior":"purchase.made",${odd}}`],
    ['Campaign Interaction', `{"userId":"ann","interaction":"email.opened","campaignId":"c","id":"",${odd}}`],
    ['User Profile Updated', `{"userId":"ann","attributes":{${odd}},${odd}}`],
  ])(
    'a %s keeps a field with the name of a property of every object, so that a template that names it is not blank',
    (type, detail) => {
      for (const sent of [detail, JSON.parse(detail)]) {
        const kept = eventOf(read(type, sent))?.detail ?? {};
        expect(JSON.stringify(kept)).toBe(JSON.stringify(JSON.parse(detail)).replace('"id":"",', ''));
        expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
      }
    },
  );
});
