import type { Decision } from './contracts/decision.ts';
import type { Instant } from './contracts/instant.ts';
import { MINUTE, type TimeSpan } from './contracts/time-span.ts';
import type { LiveEnrollment } from './live-enrollment.ts';

/** The time after a deletion up to which what was done is forgotten, too: clocks of producers may be ahead by that much (R61). */
const DELETION_MARGIN: TimeSpan = 5 * MINUTE;

/** The time between the two sweeps of an erasure. It is longer than any writer lives that did not see the deletion. */
export const SECOND_SWEEP_DELAY: TimeSpan = 15 * MINUTE;

/** The steps of a sweep, in their order. */
export const ERASURE_STEPS = ['user', 'enrollments', 'refusals'] as const;
export type ErasureStep = (typeof ERASURE_STEPS)[number];

/** The position of an erasure: a step of one of its two sweeps, the pause between them, or its end. */
export type ErasureState =
  | { readonly state: 'sweeping'; readonly sweep: 1 | 2; readonly step: ErasureStep; readonly cursor?: string }
  | { readonly state: 'paused' }
  | { readonly state: 'done'; readonly erasedAt: Instant };

/** The erasure of a deleted user (R65): what it erases, and how far it has come. Each step may be repeated. */
export interface Erasure {
  readonly rev: number;
  readonly userId: string;
  /** The users who were merged into this one, whose data go with it. */
  readonly aliases: readonly string[];
  /** The cut: what was done at or before it is erased, and never more. */
  readonly deletedUntil: Instant;
  /** The instant from which on the second sweep may begin, by the clock of the tombstone. */
  readonly secondSweepAt: Instant;
  readonly position: ErasureState;
}

/** An enrollment of a deleted user that a sweep found: its seat, its message and its deliveries are erased by it, also after its row is gone. */
export interface ErasedEnrollment {
  readonly enrollmentId: string;
  /** The name of a wave in which it had a seat; absent if it left immediately. */
  readonly wave?: string;
  /** The instant of its claim, if it was claimed. */
  readonly claimedAt?: Instant;
}

/** Returns the cut of a deletion: what was done at or before it is forgotten. */
export function computeCut(deletedAt: Instant): Instant {
  return deletedAt + DELETION_MARGIN;
}

/** Returns the instant of the deletion that has a cut. */
export function getDeletedAt({ deletedUntil }: Pick<Erasure, 'deletedUntil'>): Instant {
  return deletedUntil - DELETION_MARGIN;
}

/** Returns whether what was done at an instant is forgotten. */
export function isForgotten(at: Instant, deletedUntil: Instant | undefined): boolean {
  return deletedUntil !== undefined && at <= deletedUntil;
}

/** The content of a row and its pages that a deletion erases up to its cut. */
export interface ErasedRow {
  readonly live: readonly LiveEnrollment[];
  readonly decisions: readonly Decision[];
  readonly deletedUntil: Instant;
  /** Returns the name of the wave that a trigger which arrived at an instant boards for its due instant. */
  readonly findDueWave: (dueAt: Instant, arrivedAt: Instant) => string;
}

/**
 * Returns the enrollments of a row that a deletion erases, once for each wave in which they had a seat, and for the claim of their message.
 * No decision tells the first seat of a trigger that stood by, nor that of an attempt which another writer overtook: both are in the wave
 * of the due instant.
 */
export function findErasedEnrollments({ live, decisions, deletedUntil, findDueWave }: ErasedRow): ErasedEnrollment[] {
  const found = [
    ...live
      .filter(({ at }) => isForgotten(at, deletedUntil))
      .flatMap((each) => [
        createErased(each, each.wave?.name, each.state === 'claimed' ? each.claim.at : undefined),
        createErased(each, findDueWave(each.dueAt, each.at)),
      ]),
    ...decisions
      .filter(({ triggeredAt }) => isForgotten(triggeredAt, deletedUntil))
      .flatMap((each) => [
        createErased(each, each.wave, each.decision === 'dispatched' ? each.at : undefined),
        ...(each.dueAt === undefined ? [] : [each.triggeredAt, each.at]).map((arrivedAt) =>
          createErased(each, findDueWave(each.dueAt ?? arrivedAt, arrivedAt)),
        ),
      ]),
  ].filter(({ wave, claimedAt }) => wave !== undefined || claimedAt !== undefined);
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

function createErased(
  { enrollmentId }: { readonly enrollmentId: string },
  wave: string | undefined,
  claimedAt?: Instant,
): ErasedEnrollment {
  return { enrollmentId, ...(wave !== undefined && { wave }), ...(claimedAt !== undefined && { claimedAt }) };
}
