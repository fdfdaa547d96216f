import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BACKGROUND_CALL_LIMITS, CONNECTION_TIMEOUT_MS, INTERACTIVE_CALL_LIMITS } from '../../adapters/aws/clients.ts';
import type { ScheduleDelay } from '../../core/contracts/schedule-delay.ts';
import { DAY, HOUR, MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { createFirstCall, createWave, LAST_CALL_DELAY, MAX_DECISION_AGE } from '../../core/contracts/wave.ts';
import {
  computeBoardableFrom,
  computeDeparture,
  computeWindowOffset,
  computeWindowWidth,
  countOpenWaves,
  joinParts,
  planNextCall,
  splitIntoParts,
} from '../../core/waves.ts';

const delays = fc.integer({ min: 1, max: 360 * 86_400 }).map((seconds) => seconds * SECOND);
const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2030, 0, 1) });

describe('the width of a window', () => {
  test.each([
    ['a second for a second', SECOND, SECOND],
    ['a second under twenty seconds', 19 * SECOND, SECOND],
    ['two seconds from twenty seconds', 20 * SECOND, 2 * SECOND],
    ['half a minute for five minutes, 1/10', 5 * MINUTE, 30 * SECOND],
    ['less than a minute just under ten minutes', 10 * MINUTE - SECOND, 50 * SECOND],
    ['a minute from ten minutes', 10 * MINUTE, MINUTE],
    ['a minute for an hour', HOUR, MINUTE],
    ['eighty seconds for a day: 86.4 s, rounded down to what divides an hour', DAY, 80 * SECOND],
    ['a minute still for a thousand minutes', 1_000 * MINUTE, MINUTE],
    ['two minutes from 2,000 minutes, 1/1000', 2_000 * MINUTE, 2 * MINUTE],
    ['ten minutes for a week', 7 * DAY, 10 * MINUTE],
    ['eight hours for 360 days', 360 * DAY, 8 * HOUR],
    ['a second for none', 0, SECOND],
  ])('the width of a window is %s', (_, delay, width) => expect(computeWindowWidth(delay)).toBe(width));

  test('the width of a window is the precision of the campaign, if it has one', () =>
    expect(computeWindowWidth(7 * DAY, SECOND)).toBe(SECOND));

  test('the width of a window is at most 1/10 of the delay, and at most a minute or 1/1000 of it, whichever is more', () => {
    const max = (delay: number) => Math.max(SECOND, Math.min(delay / 10, Math.max(MINUTE, delay / 1_000)));
    fc.assert(
      fc.property(delays, (delay) => computeWindowWidth(delay) >= SECOND && computeWindowWidth(delay) <= max(delay)),
    );
  });

  test('a follow-up never has more than about 1,440 waves open', () => {
    fc.assert(fc.property(delays, (delay) => delay / computeWindowWidth(delay) <= 1_440));
  });

  test('the width of a window divides an hour or a day, so that waves leave at the same times every hour or every day', () => {
    fc.assert(
      fc.property(delays, (delay) => HOUR % computeWindowWidth(delay) === 0 || DAY % computeWindowWidth(delay) === 0),
    );
  });
});

describe('the offset of departures', () => {
  const widths = delays.map((delay) => computeWindowWidth(delay));
  const campaignIds = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);

  test('the offset of departures is whole seconds less than a window, and the same each time', () => {
    fc.assert(
      fc.property(campaignIds, fc.integer({ min: 1, max: 1_000 }), widths, (id, publication, width) => {
        const offset = computeWindowOffset(id, publication, width);
        expect(offset % SECOND).toBe(0);
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset).toBeLessThan(width);
        expect(computeWindowOffset(id, publication, width)).toBe(offset);
      }),
    );
  });

  test('offsets spread a thousand campaigns over the minute: none of its seconds has more than 4 % of them', () => {
    const counts = new Map<number, number>();
    for (let index = 0; index < 1_000; index++) {
      const offset = computeWindowOffset(`campaign-${index}`, 1, MINUTE);
      counts.set(offset, (counts.get(offset) ?? 0) + 1);
    }
    expect(counts.size).toBe(60);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(40);
  });

  test('the offset of departures differs between publications of a campaign', () => {
    const offsets = Array.from({ length: 20 }, (_, index) => computeWindowOffset('reminder', index + 1, HOUR));
    expect(new Set(offsets).size).toBeGreaterThan(15);
  });

  test('windows of a second have no offset: such messages leave at the second they are due', () =>
    expect(computeWindowOffset('reminder', 1, SECOND)).toBe(0));
});

describe('a departure', () => {
  test('a departure is never before the message is due or the wave can be boarded, and less than a window after (R72)', () => {
    fc.assert(
      fc.property(instants, instants, delays, (dueAt, now, delay) => {
        const width = computeWindowWidth(delay);
        const offset = computeWindowOffset('reminder', 1, width);
        const earliest = Math.max(dueAt, computeBoardableFrom(now));
        const departure = computeDeparture(dueAt, { width, offset }, computeBoardableFrom(now));
        expect(departure).toBeGreaterThanOrEqual(earliest);
        expect(departure).toBeLessThan(earliest + width);
        expect((departure - offset) % width).toBe(0);
      }),
    );
  });

  test('a message that is due exactly at the end of a window departs then', () => {
    expect(computeDeparture(5 * MINUTE, { width: MINUTE, offset: 0 }, 0)).toBe(5 * MINUTE);
    expect(computeDeparture(5 * MINUTE, { width: MINUTE, offset: 7 * SECOND }, 0)).toBe(5 * MINUTE + 7 * SECOND);
    expect(computeDeparture(5 * MINUTE + 8 * SECOND, { width: MINUTE, offset: 7 * SECOND }, 0)).toBe(
      6 * MINUTE + 7 * SECOND,
    );
  });

  test('a departure can be boarded until two seconds before it', () => expect(computeBoardableFrom(1_000)).toBe(3_000));

  test('after a wave that has ended, only a later departure can be boarded', () => {
    expect(computeBoardableFrom(1_000, 3_000)).toBe(3_001);
    expect(computeBoardableFrom(1_000, 2_000)).toBe(3_000);
  });
});

describe('the waves of a publication that may be open at once', () => {
  test.each<[string, ScheduleDelay, TimeSpan | undefined, number]>([
    ['none without a delay', 'none', undefined, 0],
    ['one for each window of the delay, of the last call, and of now', '1 hour', undefined, 60 + 2 + 1],
    ['2.6 million for a month to the second, which an earlier release published', '30 days', SECOND, 2_592_091],
    [
      'one for each day and each of 40 zones with a calendar delay',
      { next: 'monday', at: '09:00', zone: 'user' },
      undefined,
      320,
    ],
  ])('the waves of a publication that may be open at once are %s', (_, delay, precision, waves) =>
    expect(countOpenWaves({ delay, precision })).toBe(waves),
  );
});

describe('a wave', () => {
  test('a wave departs at a whole second, because two of one second would share their name and their seats', () => {
    const noon = Date.UTC(2026, 11, 1, 12);
    expect(createWave('reminder', 1, noon).name).toBe('reminder.1.20261201T120000Z');
    expect(() => createWave('reminder', 1, noon + 1)).toThrow('whole seconds');
    expect(() => createWave('reminder', 1, noon + 999)).toThrow('whole seconds');
    expect(createWave('reminder', 1, noon + 1_000).name).toBe('reminder.1.20261201T120001Z');
  });

  test('a wave departs at a whole second, whatever its window is and whenever the message is due', () => {
    const spans = fc.integer({ min: 0, max: 360 * DAY });
    const assertWhole = (delay: number, due: number, isPrecise: boolean) => {
      const width = computeWindowWidth(delay, isPrecise ? SECOND : undefined);
      const offset = computeWindowOffset('reminder', 1, width);
      expect(computeDeparture(due, { width, offset }, due) % SECOND).toBe(0);
    };
    fc.assert(fc.property(spans, spans, fc.boolean(), assertWhole));
  });
});

describe('the last call of a wave', () => {
  test.each(Object.entries({ BACKGROUND: BACKGROUND_CALL_LIMITS, INTERACTIVE: INTERACTIVE_CALL_LIMITS }))(
    'the last call of a wave comes after every row that was decided before its departure is written, however slow DynamoDB is: %s (R72)',
    (_, { database: { maxAttempts, maxRequestTimeoutMs } }) => {
      const clocks = 10 * SECOND;
      const write = maxAttempts * (CONNECTION_TIMEOUT_MS + maxRequestTimeoutMs);
      expect(MAX_DECISION_AGE + write + clocks).toBeLessThan(LAST_CALL_DELAY);
    },
  );
});

describe('the next call of a wave', () => {
  const wave = createWave('reminder', 2, Date.UTC(2026, 11, 1, 9, 30));
  const first = createFirstCall(wave);
  const now = wave.departure;

  test('a wave has a name that an operator can read', () => expect(wave.name).toBe('reminder.2.20261201T093000Z'));

  test('the next call of a wave is made at once for the next page, and keeps the count of failed enrollments', () => {
    const answer = planNextCall({ ...first, broken: 1 }, { cursor: 'x', failedSeats: 2, now });
    expect(answer).toEqual({ next: { ...first, cursor: 'x', broken: 3, at: now } });
  });

  test('the next call of a wave after a whole pass is the last call, and no call follows that', () => {
    const last = planNextCall(first, { failedSeats: 0, now });
    expect(last).toEqual({ next: { ...first, isLastCall: true, at: wave.departure + LAST_CALL_DELAY } });
    expect(planNextCall({ ...first, isLastCall: true }, { failedSeats: 0, now })).toEqual({ done: true });
  });

  test('a wave is called again for enrollments that failed, later each time, and the fifth time it fails', () => {
    const waits: number[] = [];
    let call = first;
    expect(() => {
      for (let pass = 0; pass < 10; pass++) {
        const answer = planNextCall(call, { failedSeats: 1, now });
        if (!('next' in answer)) return;
        waits.push(answer.next.at - now);
        call = answer.next;
      }
    }).toThrow('wave reminder.2.20261201T093000Z: 1 enrollments failed 5 times');
    expect(waits).toEqual([1, 2, 4, 8].map((seconds) => seconds * SECOND));
  });

  test('a wave is called again soon while fewer enrollments fail with each pass, so that a throttled bus delays it but does not fail it', () => {
    let call = first;
    for (let failedSeats = 40; failedSeats > 0; failedSeats -= 1) {
      const answer = planNextCall(call, { failedSeats, now });
      if (!('next' in answer)) throw new Error('expected to be called again');
      expect(answer.next).toMatchObject({ at: now + SECOND, attempts: 1, fewestBroken: failedSeats });
      call = answer.next;
    }
    expect(planNextCall(call, { failedSeats: 1, now })).toMatchObject({ next: { at: now + 2 * SECOND, attempts: 2 } });
    expect(planNextCall(call, { failedSeats: 0, now })).toMatchObject({ next: { isLastCall: true } });
  });

  test('a wave fails if no fewer enrollments fail during five passes, however their number varies', () => {
    const passes = (counts: Iterable<number>) => {
      let [call, made] = [first, 0];
      for (const failedSeats of counts) {
        made += 1;
        const answer = planNextCall(call, { failedSeats, now });
        if (!('next' in answer)) throw new Error('expected to be called again');
        call = answer.next;
      }
      return made;
    };
    expect(() => passes([10, 9, 10, 9, 10, 9])).toThrow('9 enrollments failed 5 times');
    expect(passes([10, 9, 10, 9, 10, 8, 9, 9, 9])).toBe(9);
  });

  test('a wave does not count earlier failures after a pass without any', () => {
    expect(planNextCall({ ...first, attempts: 4 }, { failedSeats: 0, now })).toMatchObject({
      next: { attempts: 0, isLastCall: true },
    });
  });
});

describe('a pass in parts', () => {
  const first = createFirstCall(createWave('reminder', 2, Date.UTC(2026, 11, 1, 9, 30)));
  const now = first.at;
  const call = { ...first, cursor: 'far', broken: 3, attempts: 2, isLastCall: true };
  const [one, other] = splitIntoParts(call, ['a', 'b']);
  if (one === undefined || other === undefined) throw new Error('partsOf: expected two');

  test('a pass in parts has one call for each cursor, with counts that begin at 0', () => {
    expect([one.cursor, other.cursor]).toEqual(['a', 'b']);
    for (const part of [one, other])
      expect(part).toMatchObject({ broken: 0, attempts: 2, isLastCall: true, isPart: true });
  });

  test('a part of a pass goes on page by page, and at its end returns only the number of failed enrollments', () => {
    const answer = planNextCall(one, { cursor: 'a2', failedSeats: 1, now });
    expect(answer).toEqual({ next: { ...one, cursor: 'a2', broken: 1, at: now } });
    expect(planNextCall({ ...one, broken: 1 }, { failedSeats: 1, now })).toEqual({ passed: 2 });
  });

  test('a pass in parts is repeated soon if any enrollment of any part failed, and else is done', () => {
    expect(joinParts(call, [0, 2])).toEqual({ ...call, broken: 5, isOver: true });
    const again = planNextCall(joinParts(call, [0, 2]), { failedSeats: 0, now });
    expect(again).toEqual({
      next: { ...first, isLastCall: true, at: now + 4 * SECOND, broken: 0, attempts: 3, fewestBroken: 5 },
    });
    expect(planNextCall(joinParts({ ...call, broken: 0 }, [0, 0]), { failedSeats: 0, now })).toEqual({ done: true });
  });
});

describe('the next call of a wave whose campaign is paused (R92)', () => {
  const noon = Date.UTC(2026, 11, 1, 12);
  const wave = createWave('reminder', 1, noon);
  const first = createFirstCall(wave);
  const held = { failedSeats: 3, now: noon + 5 * SECOND, isPaused: true };

  test('a wave whose campaign is paused makes its last call after the first pass, and no call after that, although it is not done (R92)', () => {
    const lastCall = { wave, at: noon + LAST_CALL_DELAY, isLastCall: true, broken: 0, attempts: 0 };
    expect(planNextCall(first, held)).toEqual({ next: lastCall });
    expect(planNextCall({ ...first, isLastCall: true }, held)).toEqual({ paused: true });
  });

  test('the next call of a wave whose campaign is paused is as ever where nothing was held back, and for a part of a pass, which only counts (R92)', () => {
    expect(planNextCall({ ...first, isLastCall: true }, { ...held, failedSeats: 0 })).toEqual({ done: true });
    expect(planNextCall({ ...first, isPart: true, broken: 1 }, held)).toEqual({ passed: 4 });
  });
});
