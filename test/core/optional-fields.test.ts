import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { DETAIL_SCHEMAS, DETAIL_TYPES, type DetailType } from '../../core/contracts/entry.ts';
import { EMPTY_TESTS } from '../../core/contracts/optional-fields.ts';
import { getEventIdentity } from '../../core/identity.ts';
import { parseEntry } from '../../core/parse-entry.ts';

const context = { now: Date.UTC(2026, 11, 1, 12), entryId: 'entry-1' };
const REQUIRED: Readonly<Record<DetailType, object>> = {
  'Campaign Interaction': { userId: 'ann', interaction: 'email.clicked', campaignId: 'welcome' },
  'User Behavior': { userId: 'ann', behavior: 'purchase.made' },
  'User Deleted': { userId: 'u1' },
  'Users Merged': { fromUserId: 'u1', intoUserId: 'u2' },
  'User Profile Updated': { userId: 'ann', attributes: {} },
};

const read = (DetailType: DetailType, Detail: object) => parseEntry({ Source: 'app', DetailType, Detail }, context);
function eventOf(type: DetailType, more: object) {
  const reading = read(type, { ...REQUIRED[type], ...more });
  if ('refusal' in reading) throw new Error(reading.refusal.message);
  return reading.event;
}
const detailOf = (type: DetailType, more: object) => eventOf(type, more).detail;

const optional = DETAIL_TYPES.flatMap((type) => {
  const schemas: Readonly<Record<string, v.GenericSchema>> = DETAIL_SCHEMAS[type].entries;
  const fields = Object.keys(schemas).filter((field) => v.is(schemas[field] ?? v.never(), undefined));
  return fields.map((field) => [type, field] as const);
});

const longId = 'x'.repeat(257);
const longText = 'x'.repeat(2_049);

describe('what a campaign does not need cannot lose an event (R67)', () => {
  test('every optional field has a rule for values that say nothing', () => {
    const ruled = DETAIL_TYPES.flatMap((type) => Object.keys(EMPTY_TESTS[type]).map((field) => [type, field]));
    expect(ruled.toSorted()).toEqual(optional.toSorted());
  });

  test.each(optional)('in %s, empty text in %s counts as absent (R67)', (type, field) => {
    expect(detailOf(type, { [field]: '' })).toEqual(REQUIRED[type]);
  });

  test.each(optional)(
    'in %s, null in %s counts as absent, but removes an address of a profile (R67)',
    (type, field) => {
      const removes = type === 'User Profile Updated' && ['timeZone', 'language', 'email', 'phone'].includes(field);
      expect(detailOf(type, { [field]: null })).toEqual({ ...REQUIRED[type], ...(removes ? { [field]: null } : {}) });
    },
  );

  test('an empty list in place of an object counts as absent, and a list with items is refused (R67)', () => {
    for (const type of ['Campaign Interaction', 'User Behavior'] as const) {
      expect(detailOf(type, { properties: [] })).toEqual(REQUIRED[type]);
      expect(read(type, { ...REQUIRED[type], properties: [1] })).toHaveProperty('refusal');
    }
  });

  test('a consent that is null or empty counts as absent, and one that is malformed is refused with its channel (R61, R67)', () => {
    const consent = { email: 'optedIn', sms: null, push: '', tracking: '' };
    expect(detailOf('User Profile Updated', { consent })['consent']).toEqual({ email: 'optedIn' });
    expect(detailOf('User Profile Updated', { consent: [] })).toEqual(REQUIRED['User Profile Updated']);
    for (const [field, value] of Object.entries({ email: 'yes', sms: true, push: 'optedin', tracking: 'no' })) {
      const reading = read('User Profile Updated', { userId: 'ann', attributes: {}, consent: { [field]: value } });
      const message = expect.stringMatching(`^Detail\\.consent\\.${field}: expected one of `);
      expect(reading).toHaveProperty('refusal.message', message);
    }
  });

  test.each([
    ['Campaign Interaction', 'linkUrl', longText],
    ['Campaign Interaction', 'timeZone', longText],
    ['Campaign Interaction', 'linkAlias', longId],
    ['Campaign Interaction', 'buttonId', longId],
    ['Campaign Interaction', 'messageVariationId', longId],
    ['Campaign Interaction', 'storyPageId', longId],
    ['Campaign Interaction', 'contentCardId', longId],
    ['Campaign Interaction', 'dispatchId', longId],
    ['User Behavior', 'productId', longId],
    ['User Behavior', 'name', longId],
    ['User Behavior', 'currency', longText],
    ['User Profile Updated', 'email', longText],
    ['User Profile Updated', 'phone', longText],
    ['User Profile Updated', 'timeZone', longText],
    ['User Profile Updated', 'language', longText],
    ['User Profile Updated', 'consentEvidence', longText],
  ] as const)(
    'in %s, a %s that is too long for any selector is left out, and the event counts (R67)',
    (type, field, long) => {
      expect(detailOf(type, { [field]: long })).toEqual(REQUIRED[type]);
      expect(detailOf(type, { [field]: long.slice(1) })).toEqual({ ...REQUIRED[type], [field]: long.slice(1) });
    },
  );

  test('a narrowing field that was cut within a character is left out, because no selector can name it (R67)', () => {
    expect(detailOf('Campaign Interaction', { linkAlias: 'top\ud83d' })).toEqual(REQUIRED['Campaign Interaction']);
  });

  test('an event whose id is too long is refused, because a repeat without it would count again (R60)', () => {
    const reading = read('Campaign Interaction', { ...REQUIRED['Campaign Interaction'], id: longId });
    expect(reading).toHaveProperty('refusal.message', expect.stringContaining('Detail.id: expected text of 1 to 256'));
  });

  test('a custom event whose name is empty, null or too long is refused', () => {
    for (const name of ['', null, undefined, longId]) {
      const reading = read('User Behavior', { userId: 'ann', behavior: 'custom_event.performed', name });
      expect(reading).toHaveProperty('refusal.message', expect.stringContaining('Detail.name: expected '));
    }
  });

  test('an event is the same with and without fields that say nothing (R67)', () => {
    const at = { occurredAt: '2026-12-01T11:00:00Z' };
    const plain = eventOf('Campaign Interaction', at);
    for (const more of [{ linkAlias: '' }, { linkUrl: longText }, { id: '', dispatchId: null }, { openKind: '' }]) {
      const event = eventOf('Campaign Interaction', { ...at, ...more });
      expect([event.id, event.detail]).toEqual([plain.id, plain.detail]);
      if (event.kind === 'interaction' && plain.kind === 'interaction')
        expect(getEventIdentity(event)).toBe(getEventIdentity(plain));
    }
    expect(eventOf('Campaign Interaction', { id: '' }).id).toBe('entry-1');
  });

  test('a field with the name of a property of every object is a field like any other', () => {
    const detail = JSON.parse('{ "userId": "ann", "behavior": "session.started", "toString": "", "valueOf": null }');
    expect(read('User Behavior', detail)).toHaveProperty('event.detail.toString', '');
  });
});
