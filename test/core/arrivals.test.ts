import { describe, expect, test } from 'vitest';
import { PendingArrivals, sumArrivals } from '../../core/arrivals.ts';
import { DAY, MINUTE } from '../../core/contracts/time-span.ts';

describe('arrivals that are not written yet', () => {
  test('the first arrival of a quiet minute is written at once, and those of the minute after it together (R4)', () => {
    const pending = new PendingArrivals();
    pending.add('a');
    expect(pending.takeDue(0)).toEqual(new Map([['a', 1]]));
    pending.add('a');
    pending.add('b');
    pending.add('a');
    expect(pending.takeDue(MINUTE - 1)).toBeUndefined();
    expect([pending.count('a'), pending.count('b'), pending.count('c')]).toEqual([2, 1, 0]);
    expect(pending.takeDue(MINUTE)).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
      ]),
    );
    expect(pending.takeDue(2 * MINUTE)).toBeUndefined();
  });

  test('a thousand arrivals are written within the minute, so that a blast costs one write for a thousand events (R4)', () => {
    const pending = new PendingArrivals();
    pending.add('a');
    pending.takeDue(0);
    for (let count = 1; count < 1_000; count++) pending.add('a');
    expect(pending.takeDue(1)).toBeUndefined();
    pending.add('a');
    expect(pending.takeDue(1)).toEqual(new Map([['a', 1_000]]));
  });
});

describe('the sum of arrivals', () => {
  test('the sum of arrivals begins with the first day that has any (R4)', () => {
    const days = [
      [3, 2],
      [2, 5],
      [1, 0],
    ] as const;
    expect(sumArrivals(days)).toEqual({ count: 7, since: 2 * DAY });
    expect(sumArrivals([])).toBeUndefined();
    expect(sumArrivals([[1, 0]])).toBeUndefined();
  });
});
