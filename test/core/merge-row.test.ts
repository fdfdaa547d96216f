import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecisionInput, Terms, Timing } from '../../core/decide/input.ts';
import { createStub } from '../../core/decide/merge-row.ts';
import { decide } from '../../core/decide.ts';
import { createEnrollmentId, tagMergedId } from '../../core/identity.ts';
import { NEW_ROW, type Row } from '../../core/row.ts';

const EXCEPTION = '{"behavior":"purchase.made"}';
const START = 1_000_000;
const DELAY = 1_000_000;

const termsOf = (userId: string, reeligibility: number | undefined): Terms => ({
  campaignId: 'reminder',
  userId,
  publication: 1,
  publishedAt: 0,
  version: 1,
  reeligibility,
  windows: { width: 1_000, offset: 0 },
  staleAfter: 1_000_000_000,
  duration: undefined,
  exceptions: new Set([EXCEPTION]),
});

interface Did {
  readonly user: 'ann' | 'bob';
  readonly what: 'trigger' | 'exception';
  readonly id: number;
  readonly at: number;
}

/** Returns the input of what a user did, as the row of a user sees it. */
function inputOf({ user, what, id, at }: Did, rowUser: string): DecisionInput {
  const own = `${user} ${id}`;
  const event = { id: user === rowUser ? own : tagMergedId(user, own), eventId: own, at: START + at };
  if (what === 'exception') return { kind: 'exception', event: { ...event, exception: EXCEPTION, restarts: false } };
  const enrollmentId = createEnrollmentId('reminder', user, own);
  return { kind: 'trigger', event: { ...event, enrollmentId }, dueAt: START + at + DELAY, restartExceptions: [] };
}

const timingAt = (now: number): Timing => ({ now, boardableFrom: now });

function play(row: Row, all: readonly Did[], terms: Terms): Row {
  return all.reduce((next, did) => decide(next, inputOf(did, terms.userId), terms, timingAt(START + 500)).row, row);
}

/** Dispatches all waves, in the order of their departures, and returns what was sent: the events of the triggers, by instant. */
function leave(before: Row, terms: Terms): { readonly row: Row; readonly sent: string[] } {
  let row = before;
  const sent: string[] = [];
  for (;;) {
    const [next] = row.live
      .filter((each) => each.state === 'waiting')
      .toSorted((one, other) => one.dueAt - other.dueAt || (one.eventId < other.eventId ? -1 : 1));
    if (next?.wave === undefined) return { row, sent };
    const timing = timingAt(next.wave.departure);
    const { enrollmentId, wave } = next;
    const claim = { kind: 'claim', enrollmentId, wave: wave.name, publication: 1, isInAudience: true } as const;
    const claimed = decide(row, claim, terms, timing);
    row = claimed.row;
    if (claimed.toDispatch === undefined) continue;
    sent.push(next.eventId);
    row = decide(row, { kind: 'sent', enrollmentId }, terms, timing).row;
  }
}

function merge(ann: Row, bob: Row, terms: Terms): Row {
  const input = {
    kind: 'merge',
    userId: 'ann',
    row: ann,
    archivedMarks: [],
    archivedTriggers: new Set<string>(),
  } as const;
  return ann.rev === 0 ? bob : decide(bob, input, terms, timingAt(START + 500)).row;
}

const did = (at: fc.Arbitrary<number>): fc.Arbitrary<Did> =>
  fc.record({
    user: fc.constantFrom('ann', 'bob'),
    what: fc.constantFrom('trigger', 'trigger', 'exception'),
    id: fc.nat({ max: 8 }),
    at,
  });
// The instant of an event follows from its id, so that a repeat is the same event.
const history = fc.array(did(fc.constant(0)), { maxLength: 12 }).map((all) =>
  all.map((each) => ({
    ...each,
    at: (each.id * 7 + (each.user === 'ann' ? 3 : 0) + (each.what === 'exception' ? 1 : 0)) % 23,
  })),
);
const windows = fc.constantFrom(undefined, 0, 10, 2 * DELAY);

describe('the merge of two rows', () => {
  test('two users who are merged, and go on, end as one user who did all of it (R42, R65)', () => {
    fc.assert(
      fc.property(history, history, windows, (before, after, window) => {
        const [ofAnn, ofBob] = [termsOf('ann', window), termsOf('bob', window)];
        const own = (user: string) => before.filter((each) => each.user === user);
        const merged = merge(play(NEW_ROW, own('ann'), ofAnn), play(NEW_ROW, own('bob'), ofBob), ofBob);
        const ended = leave(play(merged, after, ofBob), ofBob);
        const united = leave(play(play(NEW_ROW, before, ofBob), after, ofBob), ofBob);
        expect(ended.sent.toSorted()).toEqual(united.sent.toSorted());
        expect(ended.row.receipt?.enrollmentId).toBe(united.row.receipt?.enrollmentId);
        expect(new Set(ended.row.decided.map(({ id }) => id))).toEqual(new Set(united.row.decided.map(({ id }) => id)));
      }),
      { numRuns: 2_000 },
    );
  });

  test('the later receipt of two users counts, and no trigger within its window is sent (R40, R41, R65)', () => {
    fc.assert(
      fc.property(history, history, fc.constantFrom(undefined, 10, 2 * DELAY), (before, after, window) => {
        const [ofAnn, ofBob] = [termsOf('ann', window), termsOf('bob', window)];
        const [ann, bob] = [ofAnn, ofBob].map((terms) =>
          leave(
            play(
              NEW_ROW,
              before.filter((each) => each.user === terms.userId),
              terms,
            ),
            terms,
          ),
        );
        if (ann === undefined || bob === undefined) throw new Error('expected two rows');
        const merged = merge(ann.row, bob.row, ofBob);
        const receipts = [ann.row.receipt?.at ?? 0, bob.row.receipt?.at ?? 0];
        expect(merged.receipt?.at ?? 0).toBe(Math.max(...receipts));
        expect(merged.live).toEqual([]);
        // Everything that either did before is a repeat, and what is new lies within the window of the receipt, or has none before it.
        const ended = leave(play(merged, [...before, ...after], ofBob), ofBob);
        const repeated = ended.sent.filter((each) => [...ann.sent, ...bob.sent].includes(each));
        expect(repeated).toEqual([]);
        if (merged.receipt !== undefined && window !== 10) expect(ended.sent).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a merge that is repeated, or comes after an erasure, changes nothing (R65)', () => {
    const terms = termsOf('bob', undefined);
    const ann = play(NEW_ROW, [{ user: 'ann', what: 'trigger', id: 1, at: 0 }], termsOf('ann', undefined));
    const bob = merge(ann, NEW_ROW, terms);
    expect(bob.live).toMatchObject([
      { state: 'waiting', enrollmentId: createEnrollmentId('reminder', 'ann', 'ann 1') },
    ]);
    const stub = createStub(ann, 'bob');
    expect(stub).toMatchObject({ rev: 2, live: [], mergedInto: 'bob', decisions: ann.decisions });
    expect(merge(stub, bob, terms)).toBe(bob);
    const erased = {
      kind: 'merge',
      userId: 'ann',
      row: NEW_ROW,
      archivedMarks: [],
      archivedTriggers: new Set<string>(),
    } as const;
    expect(decide(bob, erased, terms, timingAt(START)).row).toBe(bob);
  });

  test('at most two hundred waits are left of two full rows and a third one, the earliest ones (R42, R65)', () => {
    const full = (user: 'ann' | 'bob') =>
      play(
        NEW_ROW,
        Array.from({ length: 100 }, (_, id) => ({ user, what: 'trigger' as const, id, at: id })),
        termsOf(user, 0),
      );
    const both = merge(full('ann'), full('bob'), termsOf('bob', 0));
    expect(both.live).toHaveLength(200);
    const third = play(NEW_ROW, [{ user: 'ann', what: 'trigger', id: 500, at: 400 }], termsOf('ann', 0));
    const all = decide(
      both,
      { kind: 'merge', userId: 'cem', row: third, archivedMarks: [], archivedTriggers: new Set() },
      termsOf('bob', 0),
      timingAt(START + 500),
    ).row;
    expect(all.live).toHaveLength(200);
    expect(all.decisions.at(-1)).toMatchObject({ decision: 'withheld', reason: 'too-many-waits', eventId: 'ann 500' });
  });
});
