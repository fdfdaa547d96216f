import { describe, expect, test } from 'vitest';
import { UNDECODABLE } from '../../core/contracts/characters.ts';
import { parseEntry } from '../../core/parse-entry.ts';

const context = { now: Date.UTC(2026, 11, 1, 12), entryId: 'entry-1' };
const visit = { userId: 'ann', behavior: 'session.started' };

function outcomeOf(Detail: unknown, DetailType = 'User Behavior'): string {
  const reading = parseEntry({ Source: 'app', DetailType, Detail }, context);
  return 'event' in reading ? 'taken' : `${reading.refusal.code} ${reading.refusal.message}`;
}

/** Returns the outcomes of the same Detail as an object and as text, which must be equal. */
function outcomesOf(Detail: object): string[] {
  return [outcomeOf(Detail), outcomeOf(JSON.stringify(Detail))];
}

/** Creates the JSON of a value with so many levels, without recursion. */
function nested(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
}

const withProperties = (json: string) => `{"userId":"ann","behavior":"session.started","properties":${json}}`;

describe('an event that could not be kept is refused alone, with its field (R61)', () => {
  test('a Detail of 64 levels is accepted, and one of 65 or of a million is refused, as text and as an object (R61)', () => {
    const refused = 'MalformedDetail Detail: expected at most 64 levels, found more';
    for (const [levels, outcome] of [
      [63, 'taken'],
      [64, refused],
      [4_387, refused],
      [9_000, refused],
      [1_000_000, refused],
    ] as const) {
      const text = withProperties(nested(levels));
      expect([levels, outcomeOf(text), outcomeOf(JSON.parse(text))]).toEqual([levels, outcome, outcome]);
    }
    const listed = (levels: number) => outcomeOf(withProperties(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`));
    expect([listed(62), listed(63)]).toEqual(['taken', refused]);
  });

  test('a Detail of 256 KiB as JSON in UTF-8 is accepted, and one of a byte more is refused (R61)', () => {
    const room = 256 * 1024 - JSON.stringify({ ...visit, note: '' }).length;
    for (const [text, max] of [
      ['x', room],
      ['ü', Math.floor(room / 2)],
      ['🦊', Math.floor(room / 4)],
      ['"', Math.floor(room / 2)],
      ['\u0001', Math.floor(room / 6)],
    ] as const) {
      expect(outcomesOf({ ...visit, note: text.repeat(max) })).toEqual(['taken', 'taken']);
      for (const outcome of outcomesOf({ ...visit, note: text.repeat(max + 1) })) {
        expect(outcome).toMatch(/^MalformedDetail Detail: expected at most 256 KiB .+, found 262,\d{3} bytes$/);
      }
    }
  });

  test('a number that JSON cannot write is refused with its path, because it would be stored as null (R68)', () => {
    const expected = 'expected a number that JSON can carry (below 1.8e308)';
    for (const [number, found] of [
      ['1e400', 'Infinity'],
      ['-1e400', '-Infinity'],
    ] as const) {
      const text = withProperties(`{ "list": [1, { "sum": ${number} }] }`);
      const refused = `MalformedDetail Detail.properties.list.1.sum: ${expected}, found ${found}`;
      expect([outcomeOf(text), outcomeOf(JSON.parse(text))]).toEqual([refused, refused]);
    }
    for (const number of ['1.7976931348623157e308', '-1.7976931348623157e308', '5e-324', '1e-400', '-0']) {
      expect(outcomeOf(withProperties(`{ "sum": ${number} }`))).toBe('taken');
    }
  });

  test('an event with bytes that are not UTF-8 in a value or a name is refused with their path (R61)', () => {
    const refused = (path: string) =>
      `MalformedDetail Detail.${path}: expected text in UTF-8, found bytes that are not UTF-8`;
    expect(outcomesOf({ ...visit, properties: { city: `M${UNDECODABLE}nchen` } })).toEqual(
      Array(2).fill(refused('properties.city')),
    );
    expect(outcomeOf({ ...visit, properties: { [`M${UNDECODABLE}`]: 1 } })).toBe(
      'MalformedDetail Detail.properties: expected text in UTF-8, found a field whose name is not',
    );
    // Half of a character that a producer cut off is no reason to lose an event (R67).
    expect(outcomesOf({ ...visit, properties: { half: '\ud83d', other: '\udfff' } })).toEqual(['taken', 'taken']);
  });

  test('attributes of 64 KiB are accepted, and those of a byte more are refused when the event is read (R61)', () => {
    const room = 64 * 1024 - JSON.stringify({ note: '' }).length;
    const outcome = (more: number) =>
      outcomeOf({ userId: 'ann', attributes: { note: 'x'.repeat(room + more) } }, 'User Profile Updated');
    expect([outcome(0), outcome(1)]).toEqual([
      'taken',
      'MalformedDetail Detail.attributes: expected at most 64 KiB (65,536 bytes) as JSON in UTF-8, found 65,537 bytes',
    ]);
  });

  test('an entry that is deep or wide elsewhere than in its Detail is read as any other', () => {
    const deep = JSON.parse(nested(100_000));
    const entry = { Source: 'app', DetailType: 'User Behavior', Detail: visit };
    expect(parseEntry({ ...entry, Resources: deep }, context)).toHaveProperty('event');
    for (const field of ['Source', 'DetailType', 'Time', 'EventBusName']) {
      expect(parseEntry({ ...entry, [field]: deep }, context)).toHaveProperty('refusal.code', 'MalformedEntry');
    }
    for (const entry of [deep, [deep]]) expect(parseEntry(entry, context)).toHaveProperty('refusal');
  });
});
