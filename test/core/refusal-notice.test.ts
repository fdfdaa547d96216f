import { describe, expect, test } from 'vitest';
import { parseEntry } from '../../core/parse-entry.ts';
import type { StoredRefusal } from '../../core/ports.ts';
import { createRefusalNotice } from '../../core/refusal-notice.ts';
import { NOON } from '../harness/adapters/sample.ts';

const SECRET = 'ann@example.com';

/** Returns the notice of an entry that is refused. */
function noticeOf(entry: unknown) {
  const parsed = parseEntry(entry, { now: NOON, entryId: 'e1' });
  if (!('refusal' in parsed)) throw new Error('entry: expected to be refused');
  const refusal: StoredRefusal = { ...parsed.refusal, id: 'r1', at: NOON, entry };
  return createRefusalNotice(refusal);
}

const behavior = (detail: object) => ({ Source: 'shop', DetailType: 'User Behavior', Detail: detail });

describe('the notice of a refused event', () => {
  test('a notice names the event, its producer and the field that was wrong, and nothing that was found (R61, R65)', () => {
    expect(noticeOf(behavior({ userId: { email: SECRET }, behavior: 'purchase.made' }))).toEqual({
      id: 'r1',
      at: NOON,
      code: 'MalformedDetail',
      message: expect.stringMatching(/^Detail\.userId: expected /),
      Source: 'shop',
      DetailType: 'User Behavior',
    });
  });

  test.each([
    ['a value', behavior({ userId: 'x', behavior: SECRET })],
    ['a value of two faults', behavior({ userId: [SECRET], behavior: SECRET, timeZone: SECRET })],
    ['a value that reads like a reason', behavior({ userId: [`, found ${SECRET}`], behavior: 'purchase.made' })],
    [
      'a name of a field',
      behavior({ userId: 'x', behavior: 'purchase.made', properties: { [SECRET]: Number.POSITIVE_INFINITY } }),
    ],
    ['a text that is no entry', SECRET],
    ['a time', { ...behavior({}), Time: SECRET }],
    ['a Detail', { ...behavior({}), Detail: SECRET }],
    ['a bus', { ...behavior({}), EventBusName: SECRET }],
  ])('%s of the event is not in its notice (R65)', (_, entry) => {
    expect(JSON.stringify(noticeOf(entry))).not.toContain(SECRET);
  });

  test('an entry that names no producer, or something else in its place, has none in its notice', () => {
    expect(noticeOf([1])).not.toHaveProperty('Source');
    expect(noticeOf({ ...behavior({}), Source: { of: SECRET } })).not.toHaveProperty('Source');
  });
});
