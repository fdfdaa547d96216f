import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../core/contracts/decision.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import type {
  ClaimInput,
  DecisionInput,
  ExceptionInput,
  SentInput,
  Terms,
  Timing,
  TriggerInput,
  UnsendableInput,
} from '../../core/decide/input.ts';
import { decide } from '../../core/decide.ts';
import type { LiveEnrollment } from '../../core/live-enrollment.ts';
import {
  DECISIONS_PER_PAGE,
  MAX_DECIDED_TRIGGERS,
  MAX_DECISIONS,
  MAX_LIVE_ENROLLMENTS,
  MAX_MARKED_VALUES,
  NEW_ROW,
  type Row,
} from '../../core/row.ts';

const PUBLISHED = Date.UTC(2026, 11, 1, 9);
const terms: Terms = {
  campaignId: 'reminder',
  userId: 'ann',
  publication: 1,
  publishedAt: PUBLISHED,
  version: 1,
  reeligibility: undefined,
  windows: { width: MINUTE, offset: 0 },
  staleAfter: 72 * HOUR,
  duration: undefined,
  exceptions: new Set(['opened', 'bought']),
};
const timingAt = (now: number): Timing => ({ now, boardableFrom: now + 2 * SECOND });
const minutesIn = (minutes: number) => PUBLISHED + minutes * MINUTE;

const triggered = (id: string, minutes: number, restartExceptions: readonly string[] = []): TriggerInput => ({
  kind: 'trigger',
  event: { id, eventId: id, at: minutesIn(minutes) },
  dueAt: minutesIn(minutes) + HOUR,
  restartExceptions: restartExceptions.map((exception) => ({ exception })),
});
/** Creates the trigger of a campaign without a delay. */
const withoutDelay = (id: string): TriggerInput => ({ ...triggered(id, 0), dueAt: minutesIn(0) });
const excepted = (id: string, minutes: number, exception = 'opened'): ExceptionInput => ({
  kind: 'exception',
  event: { id, eventId: id, at: minutesIn(minutes), exception, restarts: false },
});

const claimOf = (enrollment: LiveEnrollment | undefined, isInAudience = true): ClaimInput => ({
  kind: 'claim',
  enrollmentId: enrollment?.enrollmentId ?? '',
  wave: enrollment?.wave?.name ?? '',
  publication: 1,
  isInAudience,
});

/** Decides one input after the other, at one instant; answers the row. */
const rowAfter = (inputs: readonly DecisionInput[], given: Terms, now: number): Row =>
  inputs.reduce((row, input) => decide(row, input, given, timingAt(now)).row, NEW_ROW);

const windows = fc.constantFrom(undefined, 0, 10 * MINUTE, DAY);
const minute = fc.integer({ min: 0, max: 300 });
const id = fc.integer({ min: 0, max: 60 });
const restarts = fc.constantFrom<readonly string[]>([], ['opened']);
const exception = fc.constantFrom('opened', 'bought');

/** Sequences of events, calls and passing time; a call is for one of the enrollments that are live at that moment. */
const steps = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('triggers' as const), id, minute, restarts }),
    fc.record({ does: fc.constant('excepts' as const), id, minute, exception }),
    fc.record({
      does: fc.constantFrom('claims', 'sends', 'cannot send', 'stops', 'aborts'),
      which: fc.nat(5),
      inAudience: fc.boolean(),
    }),
    fc.record({ does: fc.constant('waits' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  ),
  { maxLength: 60 },
);
type Step = (typeof steps extends fc.Arbitrary<infer Steps> ? Steps : never) extends (infer Each)[] ? Each : never;

function inputOf(step: Step, row: Row): DecisionInput | undefined {
  if ('minutes' in step) return undefined;
  if ('restarts' in step) return triggered(`t${step.id}`, step.minute, step.restarts);
  if ('exception' in step) return excepted(`x${step.id}`, step.minute, step.exception);
  const entry = row.live[step.which % Math.max(1, row.live.length)];
  const wave = entry?.wave?.name ?? 'none';
  const enrollmentId = entry?.enrollmentId ?? 'none';
  switch (step.does) {
    case 'claims':
      return { kind: 'claim', enrollmentId, wave, publication: 1, isInAudience: step.inAudience };
    case 'sends':
      return { kind: 'sent', enrollmentId };
    case 'cannot send':
      return { kind: 'unsendable', enrollmentId, reason: 'render-error' };
    case 'stops':
      return { kind: 'cancel', reason: 'campaign-stopped', publication: 1 };
    default:
      return { kind: 'cancel', reason: 'wave-aborted', publication: 1, wave };
  }
}

/** Performs the steps one after the other, and calls `look` with each input and the row before and after it. */
function eachDecision(
  all: readonly Step[],
  given: Terms,
  look: (seen: { before: Row; input: DecisionInput; row: Row; timing: Timing }) => void,
): Row {
  let row = NEW_ROW;
  let now = minutesIn(0);
  for (const step of all) {
    if ('minutes' in step) now += step.minutes * MINUTE;
    const input = inputOf(step, row);
    if (input === undefined) continue;
    const timing = timingAt(now);
    const before = row;
    row = decide(before, input, given, timing).row;
    look({ before, input, row, timing });
  }
  return row;
}

describe('deciding', () => {
  test('a repeated input changes nothing, and the same row is returned (R60)', () => {
    fc.assert(
      fc.property(steps, windows, (all, reeligibility) => {
        const given = { ...terms, reeligibility };
        eachDecision(all, given, ({ input, row, timing }) => {
          // An abort is repeated on purpose: it cancels the enrollments that have boarded the wave since.
          if (input.kind === 'cancel' && input.wave !== undefined) return;
          const again = decide(row, input, given, timing);
          expect(again.row).toBe(row);
          expect([again.decisions, again.boardings]).toEqual([[], []]);
        });
      }),
    );
  });

  test('a decision never changes the row it is given, and returns a revision that is the same or higher by one', () => {
    fc.assert(
      fc.property(steps, windows, (all, reeligibility) => {
        eachDecision(all, { ...terms, reeligibility }, ({ before, row, input, timing }) => {
          expect(row.rev).toBe(row === before ? before.rev : before.rev + 1);
          const copy = structuredClone(before);
          decide(before, input, { ...terms, reeligibility }, timing);
          expect(before).toEqual(copy);
        });
      }),
    );
  });

  test('a row stays small whatever happens, and is the same after it was written as JSON', () => {
    fc.assert(
      fc.property(steps, windows, (all, reeligibility) => {
        eachDecision(all, { ...terms, reeligibility }, ({ row }) => {
          expect(row.live.length).toBeLessThanOrEqual(MAX_LIVE_ENROLLMENTS);
          expect(row.decided.length).toBeLessThanOrEqual(MAX_DECIDED_TRIGGERS + MAX_LIVE_ENROLLMENTS);
          expect(row.marks.length).toBeLessThanOrEqual(2 * 2 * terms.exceptions.size);
          expect(JSON.parse(JSON.stringify(row))).toEqual(row);
        });
      }),
    );
  });

  test('a user has one wait at a time unless the re-eligibility is 0, and then none of their enrollments stands by (R42)', () => {
    fc.assert(
      fc.property(steps, windows, (all, reeligibility) => {
        eachDecision(all, { ...terms, reeligibility }, ({ row }) => {
          const states = row.live.map(({ state }) => state);
          if (reeligibility === 0) expect(states).not.toContain('standby');
          else expect(states.filter((state) => state !== 'standby').length).toBeLessThanOrEqual(1);
          if (states.length > 0) expect(states.some((state) => state !== 'standby')).toBe(true);
        });
      }),
    );
  });

  test('an enrollment is dispatched at most once (R72), and a user at most once if the re-eligibility is never (R40)', () => {
    fc.assert(
      fc.property(steps, windows, (all, reeligibility) => {
        const { decisions } = eachDecision(all, { ...terms, reeligibility }, () => undefined);
        const sent = decisions
          .filter(({ decision }) => decision === 'dispatched')
          .map(({ enrollmentId }) => enrollmentId);
        expect(new Set(sent).size).toBe(sent.length);
        if (reeligibility === undefined) expect(sent.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('a waiting enrollment has a seat in a wave that leaves no earlier than its message is due', () => {
    fc.assert(
      fc.property(steps, windows, (all, reeligibility) => {
        eachDecision(all, { ...terms, reeligibility }, ({ row }) => {
          for (const { state, wave, dueAt } of row.live) {
            if (state === 'waiting') expect(wave?.departure ?? 0).toBeGreaterThanOrEqual(dueAt);
          }
        });
      }),
    );
  });

  test('the order in which triggers and exceptions arrive makes no difference to who waits and until when (R32, R37, R42, R60)', () => {
    const event = fc.oneof(
      fc.record({ kind: fc.constant('t' as const), minute: fc.integer({ min: 0, max: 20 }), restarts }),
      fc.record({ kind: fc.constant('x' as const), minute: fc.integer({ min: 0, max: 20 }), exception }),
    );
    const arrivals = fc.array(event, { maxLength: 8 }).chain((events) => {
      const inputs = events.map((each, index) =>
        each.kind === 't'
          ? triggered(`e${index}`, each.minute, each.restarts)
          : excepted(`e${index}`, each.minute, each.exception),
      );
      return fc.tuple(fc.constant(inputs), fc.shuffledSubarray(inputs, { minLength: inputs.length }));
    });
    const waiting = ({ live }: Row) => live.map(({ eventId, state, dueAt }) => `${eventId} ${state} ${dueAt}`).sort();
    fc.assert(
      fc.property(arrivals, windows, ([inputs, shuffled], reeligibility) => {
        const given = { ...terms, reeligibility };
        const row = rowAfter(inputs, given, minutesIn(30));
        expect(waiting(rowAfter(shuffled, given, minutesIn(30)))).toEqual(waiting(row));
        expect(waiting(rowAfter([...shuffled, ...inputs], given, minutesIn(30)))).toEqual(waiting(row));
      }),
      { numRuns: 500 },
    );
  });
});

const looked = (id: string, minutes: number, value: string, restarts = false): TriggerInput => ({
  ...triggered(id, minutes),
  compared: { exceptions: 'all', values: [value] },
  restartExceptions: restarts ? [{ exception: 'bought', value }] : [],
});
const boughtSame = (id: string, minutes: number, value: string): ExceptionInput => ({
  kind: 'exception',
  event: { ...excepted(id, minutes, 'bought').event, value },
});

describe('deciding about exceptions that are compared with the trigger (R39)', () => {
  test('the order in which triggers and exceptions with values arrive makes no difference to who waits and until when (R32, R37, R39, R60)', () => {
    const minute = fc.integer({ min: 0, max: 20 });
    const value = fc.constantFrom('hat', 'tie', 'sock');
    const event = fc.record({ kind: fc.constantFrom('t', 'r', 'x'), minute, value });
    const arrivals = fc.array(event, { maxLength: 10 }).chain((events) => {
      const inputs = events.map(({ kind, minute, value }, index) =>
        kind === 'x' ? boughtSame(`e${index}`, minute, value) : looked(`e${index}`, minute, value, kind === 'r'),
      );
      return fc.tuple(fc.constant(inputs), fc.shuffledSubarray(inputs, { minLength: inputs.length }));
    });
    const waiting = ({ live }: Row) => live.map(({ eventId, state, dueAt }) => `${eventId} ${state} ${dueAt}`).sort();
    fc.assert(
      fc.property(arrivals, windows, ([inputs, shuffled], reeligibility) => {
        const given = { ...terms, reeligibility };
        const row = rowAfter(inputs, given, minutesIn(30));
        expect(waiting(rowAfter(shuffled, given, minutesIn(30)))).toEqual(waiting(row));
        expect(waiting(rowAfter([...shuffled, ...inputs], given, minutesIn(30)))).toEqual(waiting(row));
      }),
      { numRuns: 500 },
    );
  });

  const bought = (count: number) =>
    Array.from({ length: count }, (_, index) => boughtSame(`x${index}`, index / 10, `v${index}`));

  test('a row keeps two marks of a value and marks of fifty values, and archives none (R39)', () => {
    const inputs = [
      ...bought(MAX_MARKED_VALUES),
      boughtSame('a', 1, 'v0'),
      boughtSame('b', 2, 'v0'),
      boughtSame('c', 3, 'v0'),
    ];
    const row = rowAfter(inputs, terms, minutesIn(30));
    expect([row.marks.length, row.hasMarks]).toEqual([MAX_MARKED_VALUES + 1, undefined]);
    expect(row.marks.filter(({ value }) => value === 'v0').map(({ id }) => id)).toEqual(['c', 'b']);
  });

  test('a row with marks of more values archives the latest mark of the value of the longest ago with the next write (R39)', () => {
    const row = rowAfter([...bought(MAX_MARKED_VALUES + 1), boughtSame('later', 1, 'v0')], terms, minutesIn(30));
    const outcome = decide(row, boughtSame('x', 20, 'new'), terms, timingAt(minutesIn(30)));
    expect(row.hasMarks).toBe(true);
    expect(outcome.archivedMarks.map(({ value, id }) => [value, id])).toEqual([['v1', 'x1']]);
    expect(outcome.row.marks.filter(({ value }) => value === 'v0' || value === 'v1').map(({ id }) => id)).toEqual([
      'later',
    ]);
    const all = bought(200).reduce((next, input) => decide(next, input, terms, timingAt(minutesIn(30))).row, NEW_ROW);
    expect(all.marks).toHaveLength(MAX_MARKED_VALUES + 1);
  });

  test('a mark is never archived by the write that makes it, and one that arrives while its value is archived stays in the row (R39)', () => {
    const row = rowAfter(bought(MAX_MARKED_VALUES + 1), terms, minutesIn(30));
    const old = decide(row, boughtSame('old', 0, 'older'), terms, timingAt(minutesIn(30)));
    expect(old.archivedMarks.map(({ value }) => value)).toEqual(['v0']);
    const again = decide(row, boughtSame('again', 20, 'v0'), terms, timingAt(minutesIn(30)));
    expect(again.archivedMarks.map(({ id }) => id)).toEqual(['x0']);
    expect(again.row.marks.filter(({ value }) => value === 'v0').map(({ id }) => id)).toEqual(['again']);
  });

  test('an archived mark cancels a trigger of its exception unless the version has it no longer (R39, R52)', () => {
    const archivedMarks = [{ ...boughtSame('x', 5, 'hat').event, restarts: false }];
    const decided = (exceptions: readonly string[]) =>
      decide(
        NEW_ROW,
        { ...looked('t', 4, 'hat'), archivedMarks },
        { ...terms, exceptions: new Set(exceptions) },
        timingAt(minutesIn(30)),
      ).decisions.map(({ decision }) => decision);
    expect(decided(['bought'])).toEqual(['enrolled', 'cancelled']);
    expect(decided([])).toEqual(['enrolled']);
  });
});

describe('a row’s memory', () => {
  const now = minutesIn(30);
  const cancelled = (count: number) =>
    Array.from({ length: count }, (_, index) => [
      triggered(`t${index}`, index / 10),
      excepted(`x${index}`, index / 10),
    ]).flat();

  test('a row keeps the ids of a hundred decided triggers, and archives none (R49)', () => {
    const row = rowAfter(cancelled(MAX_DECIDED_TRIGGERS), terms, now);
    expect([row.decided.length, row.hasKnown]).toEqual([MAX_DECIDED_TRIGGERS, undefined]);
  });

  test('a row with more than a hundred decided triggers archives the oldest id with each write, and drops nothing else (R49)', () => {
    const row = rowAfter(cancelled(MAX_DECIDED_TRIGGERS + 1), terms, now);
    expect([row.decided.length, row.hasKnown]).toEqual([MAX_DECIDED_TRIGGERS + 1, undefined]);
    const outcome = decide(row, excepted('another', 29), terms, timingAt(now));
    expect(outcome.archivedTriggerIds).toEqual(['t0']);
    expect([outcome.row.decided.length, outcome.row.hasKnown]).toEqual([MAX_DECIDED_TRIGGERS, true]);
    expect(outcome.row.decided.some(({ id }) => id === 't0')).toBe(false);
  });

  test('the id of a trigger is never archived by the write that decides it, because a lost write would leave it undecided for ever (R49)', () => {
    const row = rowAfter(cancelled(MAX_DECIDED_TRIGGERS), terms, now);
    const outcome = decide(row, triggered('older than all', -1), { ...terms, publishedAt: 0 }, timingAt(now));
    expect(outcome.decisions).toHaveLength(2);
    expect(outcome.archivedTriggerIds).toEqual([]);
    expect(outcome.row.decided.some(({ id }) => id === 'older than all')).toBe(true);
  });

  test('a trigger does not count as decided because of its instant (R49)', () => {
    const row = { ...rowAfter(cancelled(MAX_DECIDED_TRIGGERS + 5), terms, now), floor: minutesIn(1) };
    const withoutMarks = { ...terms, exceptions: new Set<string>() };
    expect(decide(row, triggered('unheard of', 0.4), withoutMarks, timingAt(now)).decisions).toMatchObject([
      { decision: 'enrolled' },
    ]);
    const event = { id: 't0', eventId: 't0', at: minutesIn(0) };
    const known: TriggerInput = {
      kind: 'trigger',
      event,
      dueAt: minutesIn(60),
      restartExceptions: [],
      isAlreadyDecided: true,
    };
    expect(decide(row, known, withoutMarks, timingAt(now)).row).toBe(row);
  });

  test('the oldest decisions of a row are archived in pages of twenty, and none is lost or listed twice (R70)', () => {
    const inputs = cancelled(MAX_DECISIONS + 5);
    const archived: Decision[] = [];
    let row = NEW_ROW;
    const all: Decision[] = [];
    for (const input of inputs) {
      const outcome = decide(row, input, terms, timingAt(now));
      for (const page of outcome.archivedPages) {
        expect([page.number, page.decisions.length]).toEqual([
          archived.length / DECISIONS_PER_PAGE,
          DECISIONS_PER_PAGE,
        ]);
        archived.push(...page.decisions);
      }
      all.push(...outcome.decisions);
      row = outcome.row;
      expect([...archived, ...row.decisions]).toEqual(all);
    }
    expect([archived.length > 0, (row.pages ?? 0) * DECISIONS_PER_PAGE]).toEqual([true, archived.length]);
  });

  test('a row archives the same page of decisions however often it is decided about, and whatever the input (R70)', () => {
    const row = rowAfter([...cancelled(MAX_DECISIONS / 2), triggered('one more', 30)], terms, now);
    expect(row.decisions.length).toBeGreaterThan(MAX_DECISIONS);
    const [one, other] = [triggered('a', 1), excepted('b', 2)].map((input) => decide(row, input, terms, timingAt(now)));
    expect(one?.archivedPages).toEqual([{ number: 0, decisions: row.decisions.slice(0, DECISIONS_PER_PAGE) }]);
    expect(other?.archivedPages).toEqual(one?.archivedPages);
  });

  test('a row never expires if its receipt counts for ever, and only then (R40)', () => {
    const taken = (reeligibility: number | undefined) => {
      const at = { ...terms, reeligibility };
      const claimed = decide(NEW_ROW, withoutDelay('now'), at, timingAt(minutesIn(0))).row;
      const sent: SentInput = { kind: 'sent', enrollmentId: claimed.live[0]?.enrollmentId ?? '' };
      return [claimed.stays, decide(claimed, sent, at, timingAt(minutesIn(0))).row.stays];
    };
    expect([taken(undefined), taken(MINUTE)]).toEqual([
      [undefined, true],
      [undefined, undefined],
    ]);
  });

  test('a row holds at most a hundred live triggers, standbys included', () => {
    const row = rowAfter(
      Array.from({ length: MAX_LIVE_ENROLLMENTS + 1 }, (_, index) => triggered(`t${index}`, index / 10)),
      terms,
      now,
    );
    expect(row.live).toHaveLength(MAX_LIVE_ENROLLMENTS);
    expect(row.decisions.at(-1)).toMatchObject({ decision: 'withheld', reason: 'too-many-waits' });
  });
});

describe('a claim', () => {
  const waiting = decide(NEW_ROW, triggered('t', 0), terms, timingAt(minutesIn(0))).row;
  const [entry] = waiting.live;
  const claim = claimOf(entry);

  test('a claim takes the enrollment that waits in its wave, and stores the version (R35)', () => {
    const { row } = decide(waiting, claim, { ...terms, version: 7 }, timingAt(minutesIn(60)));
    expect(row.live).toMatchObject([{ state: 'claimed', claim: { at: minutesIn(60), version: 7 } }]);
    expect(row.receipt).toBeUndefined();
  });

  test('a message that was sent becomes the receipt, with the instant of its claim (R40, R95)', () => {
    const claimed = decide(waiting, claim, terms, timingAt(minutesIn(60))).row;
    const sent = { kind: 'sent', enrollmentId: claim.enrollmentId } as const;
    const { row } = decide(claimed, sent, terms, timingAt(minutesIn(61)));
    expect(row.receipt).toEqual({ at: minutesIn(60), enrollmentId: claim.enrollmentId });
  });

  test.each([
    ['another wave', { wave: 'reminder.1.20261201T110000Z' }],
    ['another enrollment', { enrollmentId: 'another' }],
  ])('a claim of %s changes nothing', (_, other) => {
    expect(decide(waiting, { ...claim, ...other }, terms, timingAt(minutesIn(60))).row).toBe(waiting);
  });

  test.each([
    ['no publication', undefined],
    ['another publication', 2],
  ])('a claim cancels the wait while %s is live (R51)', (_, publication) => {
    const { decisions, row } = decide(waiting, { ...claim, publication }, terms, timingAt(minutesIn(60)));
    expect(decisions).toMatchObject([{ decision: 'cancelled', reason: 'campaign-stopped' }]);
    expect(row.live).toEqual([]);
  });

  test('a message that cannot be sent leaves no receipt (R95)', () => {
    const { row } = decide(waiting, claim, terms, timingAt(minutesIn(60)));
    const input: UnsendableInput = { kind: 'unsendable', enrollmentId: claim.enrollmentId, reason: 'render-error' };
    expect(decide(row, input, terms, timingAt(minutesIn(60))).row.receipt).toBeUndefined();
  });

  test('a claim that an earlier version wrote with its receipt restores the receipt before it when the message cannot be sent', () => {
    const receiptBefore = { at: minutesIn(-90), enrollmentId: 'before' };
    const { row } = decide(waiting, claim, { ...terms, reeligibility: HOUR }, timingAt(minutesIn(60)));
    const live = row.live.map((each) => ({ ...each, claim: { at: minutesIn(60), version: 1, receiptBefore } }));
    const old = { ...row, live, receipt: { at: minutesIn(60), enrollmentId: claim.enrollmentId } };
    const input: UnsendableInput = { kind: 'unsendable', enrollmentId: claim.enrollmentId, reason: 'render-error' };
    expect(decide(old, input, { ...terms, reeligibility: HOUR }, timingAt(minutesIn(60))).row.receipt).toEqual(
      receiptBefore,
    );
  });

  test('a later trigger stands by while a message is claimed, and waits instead when the message cannot be sent (R42, R95)', () => {
    const claimed = decide(waiting, claim, terms, timingAt(minutesIn(60))).row;
    const standing = decide(claimed, triggered('later', 60), terms, timingAt(minutesIn(60.1)));
    expect(standing.row.live.map(({ eventId, state }) => `${eventId} ${state}`)).toEqual([
      't claimed',
      'later standby',
    ]);
    const input: UnsendableInput = { kind: 'unsendable', enrollmentId: claim.enrollmentId, reason: 'render-error' };
    const { row } = decide(standing.row, input, terms, timingAt(minutesIn(61)));
    expect(row.live).toMatchObject([{ eventId: 'later', state: 'waiting', dueAt: minutesIn(120) }]);
    const sent = { kind: 'sent', enrollmentId: claim.enrollmentId } as const;
    expect(decide(standing.row, sent, terms, timingAt(minutesIn(61))).decisions).toMatchObject([
      { decision: 'dispatched', eventId: 't' },
      { decision: 'withheld', reason: 'already-received', eventId: 'later' },
    ]);
  });

  test('an exception during a claim is recorded as late once the message is sent, and never if it is not sent (R36)', () => {
    const claimed = decide(waiting, claim, terms, timingAt(minutesIn(60))).row;
    const excused = decide(claimed, excepted('opening', 59), terms, timingAt(minutesIn(60.1)));
    expect(excused.decisions).toEqual([]);
    const sent = { kind: 'sent', enrollmentId: claim.enrollmentId } as const;
    expect(decide(excused.row, sent, terms, timingAt(minutesIn(61))).decisions).toMatchObject([
      { decision: 'dispatched', eventId: 't' },
      { decision: 'late-exception', eventId: 'opening', at: minutesIn(61) },
    ]);
    const unsendable: UnsendableInput = { kind: 'unsendable', enrollmentId: claim.enrollmentId, reason: 'too-large' };
    expect(decide(excused.row, unsendable, terms, timingAt(minutesIn(61))).decisions).toMatchObject([
      { decision: 'withheld', reason: 'too-large' },
    ]);
  });
});

describe('a message that frequency caps hold back', () => {
  const waiting = decide(NEW_ROW, triggered('t', 0), terms, timingAt(minutesIn(0))).row;
  const claim = claimOf(waiting.live[0]);
  const claimed = decide(waiting, claim, terms, timingAt(minutesIn(60))).row;
  const { enrollmentId } = claim;

  test('a message that frequency caps hold back leaves no receipt, and the next trigger enrolls the user (R40, R45, R95)', () => {
    const detail = 'at most 1 message in 1 day';
    const capped: UnsendableInput = { kind: 'unsendable', enrollmentId, reason: 'capped', detail };
    const outcome = decide(claimed, capped, terms, timingAt(minutesIn(61)));
    expect(outcome.decisions).toMatchObject([{ decision: 'withheld', reason: 'capped', detail }]);
    expect(outcome.row.receipt).toBeUndefined();
    const [next] = decide(outcome.row, triggered('next', 62), terms, timingAt(minutesIn(62))).decisions;
    expect(next).toMatchObject({ decision: 'enrolled', eventId: 'next' });
  });

  test('channels that frequency caps hold back are named in the decision, after those that do not reach the user (R45, R83)', () => {
    const sent = (more: object) =>
      decide(claimed, { kind: 'sent', enrollmentId, ...more }, terms, timingAt(minutesIn(61)));
    expect(sent({}).decisions[0]?.leftOut).toBeUndefined();
    expect(sent({ capped: ['email', 'push'] }).decisions).toMatchObject([
      {
        decision: 'dispatched',
        leftOut: [
          { channel: 'email', reason: 'capped' },
          { channel: 'push', reason: 'capped' },
        ],
      },
    ]);
  });
});

describe('standbys after an edit that lets users receive the message again immediately', () => {
  const standing = rowAfter([triggered('a', 0), triggered('b', 1), triggered('c', 2)], terms, minutesIn(2));
  const edited = { ...terms, reeligibility: 0 };
  const ignored = excepted('before the publication', -1);

  test('standbys wait with the next change of the row after an edit sets the re-eligibility to 0, each with one decision (R42)', () => {
    const { decisions } = decide(standing, ignored, edited, timingAt(minutesIn(3)));
    expect(decisions.map(({ eventId, decision }) => `${eventId} ${decision}`)).toEqual(['b enrolled', 'c enrolled']);
  });

  test('standbys that are stale when an edit sets the re-eligibility to 0 are withheld, each with one decision (R27)', () => {
    const { decisions } = decide(standing, ignored, edited, timingAt(minutesIn(2) + 74 * HOUR));
    expect(decisions.map(({ eventId, reason }) => `${eventId} ${reason}`)).toEqual(['b stale', 'c stale']);
  });
});

describe('the enrollment to dispatch', () => {
  const timing = timingAt(minutesIn(0));

  test('a trigger dispatches the enrollment that it claims, also when it is delivered again before the message is sent (R71)', () => {
    const first = decide(NEW_ROW, withoutDelay('t'), terms, timing);
    expect(first.toDispatch).toMatchObject({ eventId: 't', state: 'claimed', claim: { at: minutesIn(0), version: 1 } });
    const again = decide(first.row, withoutDelay('t'), terms, timing);
    expect([again.row === first.row, again.toDispatch]).toEqual([true, first.toDispatch]);
    expect(decide(first.row, withoutDelay('another'), terms, timing).toDispatch).toBeUndefined();
  });

  test('a wave dispatches the enrollment that it claims, also when it claims it again, and no other wave does (R71)', () => {
    const waiting = decide(NEW_ROW, triggered('t', 0), terms, timing);
    expect(waiting.toDispatch).toBeUndefined();
    const [entry] = waiting.row.live;
    const claim = claimOf(entry);
    const later = timingAt(minutesIn(60));
    const first = decide(waiting.row, claim, terms, later);
    expect(first.toDispatch).toMatchObject({ eventId: 't', state: 'claimed', wave: entry?.wave });
    expect(decide(first.row, claim, terms, later).toDispatch).toBe(first.toDispatch);
    expect(decide(first.row, { ...claim, wave: 'another' }, terms, later).toDispatch).toBeUndefined();
  });

  test('no enrollment is dispatched again once its message is sent (R72)', () => {
    const claimed = decide(NEW_ROW, withoutDelay('t'), terms, timing);
    const sent: SentInput = { kind: 'sent', enrollmentId: claimed.toDispatch?.enrollmentId ?? '' };
    const { row, toDispatch } = decide(claimed.row, sent, terms, timing);
    expect([toDispatch, decide(row, withoutDelay('t'), terms, timing).toDispatch]).toEqual([undefined, undefined]);
  });
});

describe('a standby that takes over', () => {
  const waiting = rowAfter([triggered('first', 0), triggered('second', 1)], terms, minutesIn(1));
  const [first, second] = waiting.live;
  const leaving = (minutes: number) => decide(waiting, claimOf(first, false), terms, timingAt(minutesIn(minutes)));

  test('a standby whose wave left boards another one when it takes over, and its seat moves there (R42)', () => {
    const { row, boardings } = leaving(70);
    expect(row.live).toMatchObject([{ eventId: 'second', state: 'waiting', wave: { departure: minutesIn(71) } }]);
    expect(boardings).toMatchObject([{ departure: minutesIn(71), fromWave: second?.wave?.name }]);
  });

  test('a standby that takes over before its wave leaves keeps its seat (R42)', () => {
    const { row, boardings } = leaving(60.5);
    expect(row.live).toMatchObject([{ eventId: 'second', state: 'waiting', wave: second?.wave }]);
    expect(boardings).toEqual([]);
  });

  test('a standby that takes over is claimed at once if its trigger arrives again when it is due, even though its wave left (R60, R72)', () => {
    const again = { ...terms, reeligibility: 0 };
    const { toDispatch } = decide(waiting, triggered('second', 1), again, timingAt(minutesIn(70)));
    expect([toDispatch?.eventId, toDispatch?.wave]).toEqual(['second', undefined]);
  });
});

describe('a repeated exception', () => {
  test('a repeated exception without a time of its own cancels no wait that began since it first arrived (R60)', () => {
    const row = rowAfter(
      [triggered('first', 0), excepted('opening', 10), triggered('second', 20)],
      terms,
      minutesIn(20),
    );
    const { row: after, decisions } = decide(row, excepted('opening', 30), terms, timingAt(minutesIn(30)));
    expect(decisions).toEqual([]);
    expect(after).toBe(row);
    expect(decide(row, excepted('another', 30), terms, timingAt(minutesIn(30))).decisions).toMatchObject([
      { decision: 'cancelled', eventId: 'another' },
    ]);
  });
});
