import { describe, expect, test } from 'vitest';
import { cancels, type ExceptionMark, isBefore } from '../../core/row.ts';

const event = (at: number, eventId: string) => ({ at, eventId, trigger: eventId });
const mark = (at: number, eventId: string, restarts = false): ExceptionMark => ({
  at,
  eventId,
  id: eventId,
  exception: 'opened',
  restarts,
});

describe('the order of a user’s events', () => {
  test.each([
    [event(1, 'b'), event(2, 'a'), true],
    [event(1, 'a'), event(1, 'b'), true],
    [event(1, 'a'), event(1, 'a'), false],
    [event(1, 'b'), event(1, 'a'), false],
  ])(
    'two events of a user are ordered by instant, then by event id: %j before %j is %j (R37)',
    (one, other, expected) => expect(isBefore(one, other)).toBe(expected),
  );
});

describe('an exception cancels what was triggered', () => {
  test.each([
    ['cancels what was triggered before it', 1, true],
    ['cancels what was triggered in the same instant, whatever the ids (R32)', 2, true],
    ['does not cancel what was triggered after it', 3, false],
  ])('an exception %s', (_, at, expected) => expect(cancels(mark(2, 'a'), event(at, 'z'))).toBe(expected));

  test('an exception never cancels the wait that it triggered itself (R32)', () => {
    expect(cancels(mark(1, 'a'), event(1, 'a'))).toBe(false);
    expect(cancels(mark(1, 'a', true), event(1, 'a'))).toBe(false);
  });

  test('an exception that is a trigger too cancels triggers of the same instant by the order of event ids (R37)', () => {
    expect(cancels(mark(1, 'b', true), event(1, 'a'))).toBe(true);
    expect(cancels(mark(1, 'a', true), event(1, 'b'))).toBe(false);
  });
});
