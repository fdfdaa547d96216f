import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../../core/parse-entry.ts';
import { completeEntries } from '../../../sources/ses/complete-entries.ts';
import { parseSesEvent } from '../../../sources/ses/parse-ses-event.ts';
import { parseSnsMessage } from '../../../sources/ses/parse-sns-message.ts';
import type { SesSettings } from '../../../sources/ses/ses-event.ts';
import { AT, aMail, anEvent, OWN_TAGS, PARTS, RECIPIENT, SETTINGS, type SesType } from './recorded-events.ts';

const TYPES = Object.keys(PARTS).filter((type): type is SesType => type in PARTS);
const readingAll: SesSettings = { ...SETTINGS, otherMail: { campaignTag: 'campaign', user: 'address' } };

const hostileValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, '', [], {}, 0, -1, 1e308, '\ud83d', '\udfff\udfff', 'x'.repeat(3000), AT, RECIPIENT, true),
  fc.constantFrom({ toString: null }, { length: 9 }, [[[]]], { constructor: 1 }),
);

/** Returns the paths of all fields of a value, from the outside in. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])]);
}

/** Returns a copy of a value with one field replaced. */
function replace(value: unknown, [key = '', ...rest]: readonly string[], by: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]): [string, unknown] => {
    if (name !== key) return [name, inner];
    return [name, rest.length === 0 ? by : replace(inner, rest, by)];
  });
  return Array.isArray(value) ? members.map(([, inner]) => inner) : Object.fromEntries(members);
}

/** An event of which one field, anywhere in it, has a hostile value. */
const hostileEvent = fc
  .record({
    type: fc.constantFrom(...TYPES),
    tags: fc.constantFrom(OWN_TAGS, { campaign: ['spring'] }, {}),
    pick: fc.nat(),
    by: hostileValue,
  })
  .map(({ type, tags, pick, by }) => {
    const event = anEvent(type, aMail(tags));
    const paths = pathsOf(event);
    return replace(event, paths[pick % paths.length] ?? [], by);
  });

/** Checks that a body ends in one of the three results, and that what is passed on is of our contract or refused by it. */
function checkResult(body: unknown): void {
  const result = parseSesEvent(body, readingAll);
  expect(['parsed', 'skipped', 'rejected']).toContain(result.kind);
  if (result.kind === 'rejected') expect(result.reason.length).toBeLessThan(2_000);
  if (result.kind !== 'parsed') return;
  for (const entry of completeEntries(result, 'ada')) {
    expect(parseEntry(entry, { now: SETTINGS.now, entryId: 'entry' })).toMatchObject({
      event: { id: result.id, at: result.at },
    });
  }
  expect(result.at).toBeLessThanOrEqual(SETTINGS.now + 300_000);
}

describe('a hostile event of SES', () => {
  test('any JSON is parsed, skipped or rejected, and never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), checkResult));
    fc.assert(fc.property(fc.anything(), checkResult));
  });

  test('an event of SES with any value in any field is parsed, skipped or rejected, and what is passed on is accepted', () => {
    fc.assert(fc.property(hostileEvent, checkResult), { numRuns: 2_000 });
  });

  test('any text in a queue is an event, ignored or rejected, and never throws', () => {
    const check = (text: string) => {
      expect(['event', 'ignored', 'rejected']).toContain(parseSnsMessage(text).kind);
    };
    fc.assert(fc.property(fc.string(), check));
    fc.assert(fc.property(fc.json(), check));
    const envelope = fc.record({
      Type: hostileValue,
      Message: fc.oneof(hostileValue, fc.json()),
      'detail-type': hostileValue,
    });
    fc.assert(fc.property(envelope, (value) => check(JSON.stringify(value))));
  });

  test('an event of SES that is nested ten thousand levels deep is skipped or rejected', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`);
    for (const body of [deep, { eventType: deep }, { ...anEvent('Open'), open: deep }, anEvent('Open', deep)]) {
      expect(parseSesEvent(body, readingAll).kind).toMatch(/skipped|rejected/);
    }
    expect(parseSesEvent(anEvent('Open', aMail({ ...OWN_TAGS, other: deep })), readingAll).kind).toBe('parsed');
  });

  test('an event of SES that throws when it is read is rejected', () => {
    const body = Object.defineProperty(anEvent('Open'), 'mail', {
      get() {
        throw new Error('no');
      },
    });
    expect(parseSesEvent(body, SETTINGS)).toEqual({
      kind: 'rejected',
      reason: 'the whole: expected an event that can be read, found Error: no',
    });
  });
});
