import type { Decision } from '../core/contracts/decision.ts';
import type { Detail } from '../core/contracts/event.ts';
import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import { createWave, MAX_DECISION_AGE } from '../core/contracts/wave.ts';
import { isHeldBack, isWaitingInWave } from '../core/decide/claim.ts';
import type { Boarding, DecisionInput, DecisionOutcome, Quiet, Terms } from '../core/decide/input.ts';
import { decide } from '../core/decide.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { RecentDocument } from '../core/installation-document.ts';
import type { ClaimedEnrollment } from '../core/live-enrollment.ts';
import { findPause, MAX_PAUSE_AGE, type PauseState } from '../core/pauses.ts';
import type { Services } from '../core/ports.ts';
import type { Reach } from '../core/reach.ts';
import { retry } from '../core/retry.ts';
import type { Row, RowKey } from '../core/row.ts';
import { computeBoardableFrom } from '../core/waves.ts';
import { addArchivedMarks } from './add-archived-marks.ts';
import { addComparedValues, needsComparedValues } from './add-compared-values.ts';
import { hasMemory, markRepeatedTrigger } from './mark-repeated-trigger.ts';

/** The maximum number of attempts to decide and write a row that other writers change in the meantime. */
const MAX_ATTEMPTS = 20;

/** The input of a decision about a user and a follow-up. */
export interface RowChange {
  readonly followUp: FollowUp;
  readonly userId: string;
  readonly input: DecisionInput;
  /** The trigger event, for the seat; if the input is no trigger, the seat that the enrollment had holds it. */
  readonly triggerDetail?: Detail;
  /** Prepares the check whether the message may leave (R26, R83). It is called for each attempt that can claim a message. Absent, it may. */
  readonly prepareDeparture?: () => Promise<DepartureCheck | undefined>;
  /** The row as just written by the caller, to save a read; if it is old, the write fails and it is read again. */
  readonly currentRow?: Row;
}

/** The check whether a message may leave. */
export interface DepartureCheck {
  /** Returns the quiet hours of the user, if an instant lies in them (R26). */
  readonly findQuiet: (at: Instant) => Quiet | undefined;
  /** Returns the channels that reach the user, for a message that leaves at an instant; undefined if no channel has a sender (R81). */
  readonly findReach: (now: Instant) => Reach | undefined;
}

/** The row after a change, the decisions, and the enrollment to dispatch now, if the input claims one. */
export interface RowChangeResult {
  readonly row: Row;
  readonly decisions: readonly Decision[];
  readonly toDispatch: ClaimedEnrollment | undefined;
  /** True if a pause held back the claim (R92). */
  readonly isPaused: boolean;
}

/** The start of an attempt, which the attempts before it determine. */
interface AttemptStart {
  /** The row, if it need not be read. */
  readonly currentRow?: Row | undefined;
  /** The departure of a wave that turned out to have ended: later ones are boarded. */
  readonly endedDeparture?: Instant | undefined;
  /** True if another writer came first, so that the attempt waits. */
  readonly isOvertaken?: boolean;
}

/**
 * Changes a row: reads it, decides, takes the seats, and writes the row if no other writer did and the decision is fresh; else starts
 * again. Nothing else changes rows. Throws after too many attempts: the event is delivered again.
 */
export async function changeRow(change: RowChange, services: Services): Promise<RowChangeResult> {
  const { followUp, userId, currentRow } = change;
  const target = { key: { userId, campaignId: followUp.campaignId }, terms: followUp.createTerms(userId) };
  let start: AttemptStart = { currentRow };
  const wait = async (retries: number) => (start.isOvertaken ? services.backoff(retries) : undefined);
  const result = await retry({ maxAttempts: MAX_ATTEMPTS, wait }, async () => {
    const attempt = await attemptChange(change, { ...target, start }, services);
    if ('row' in attempt) return attempt;
    start = attempt.next;
    return undefined;
  });
  if (result !== undefined) return result;
  throw new Error(`row of campaign ${target.key.campaignId}: written by others ${MAX_ATTEMPTS} times in a row`);
}

/** Returns the result of a change, or the start of the next attempt if the row could not be written. */
async function attemptChange(
  change: RowChange,
  { key, terms, start }: { readonly key: RowKey; readonly terms: Terms; readonly start: AttemptStart },
  services: Services,
): Promise<RowChangeResult | { readonly next: AttemptStart }> {
  const { endedDeparture } = start;
  const { comparison } = change.followUp;
  const stored = withInstanceId(start.currentRow ?? (await services.rows.read(key)));
  // Each of these three reads only what the row needs: most rows need nothing, and the await alone costs as much as deciding.
  const row =
    comparison !== undefined && change.input.kind !== 'cancel' && needsComparedValues(stored, comparison)
      ? await addComparedValues(stored, comparison, services)
      : stored;
  const marked = hasMemory(row) ? await markRepeatedTrigger(change.input, { key, row }, services) : change.input;
  const input = row.hasMarks ? await addArchivedMarks(marked, { key, row }, services) : marked;
  const isClaimable = mayClaim(input, { row, now: services.clock.now() });
  const pauses = isClaimable ? await services.pauses.getRecent() : undefined;
  const departure = isClaimable ? await change.prepareDeparture?.() : undefined;
  const now = services.clock.now();
  // A message may have become due meanwhile.
  if (isTooOld(pauses, now) || (!isClaimable && mayClaim(input, { row, now }))) return { next: { endedDeparture } };
  const isPaused = pauses !== undefined && findPause(pauses.state, key.campaignId) !== undefined;
  const quiet = departure?.findQuiet(Math.max(now, findDeparture(input, row)));
  const reach = departure?.findReach(now);
  const timing = { now, boardableFrom: computeBoardableFrom(now, endedDeparture), isPaused, quiet, reach };
  const outcome = decide(row, input, terms, timing);
  const { decisions, toDispatch } = outcome;
  const isHeldByPause = input.kind === 'claim' && isHeldBack(outcome.row, input, timing);
  if (outcome.row === row) return { row, decisions: [], toDispatch, isPaused: isHeldByPause };
  for (const page of outcome.archivedPages) await services.rows.archiveDecisions({ ...key, born: row.born }, page);
  if (outcome.archivedTriggerIds.length > 0)
    await services.rows.archiveDecidedTriggers(key, outcome.archivedTriggerIds);
  if (outcome.archivedMarks.length > 0) await services.rows.archiveMarks(key, outcome.archivedMarks);
  const ended = outcome.boardings.length > 0 ? await takeSeats(outcome.boardings, change, services) : undefined;
  if (ended !== undefined) return { next: { currentRow: start.currentRow, endedDeparture: ended } };
  const decidedAt = services.clock.now();
  if (decidedAt - now > MAX_DECISION_AGE || isTooOld(pauses, decidedAt)) return { next: { endedDeparture } };
  if (!(await services.rows.write(key, outcome.row))) return { next: { endedDeparture, isOvertaken: true } };
  services.log.logDecisions(key, decisions);
  if (services.announcer.hasEnrollmentEvents) await announceDecisions(key, decisions, services);
  const counts = countsOf(row, outcome);
  if (counts !== undefined) await services.counts.add(key.campaignId, counts);
  return { row: outcome.row, decisions, toDispatch, isPaused: isHeldByPause };
}

/**
 * Returns whether an input can claim a message: a wave in which the enrollment still waits, or a trigger that is due already (R27). Only
 * then the pauses and the quiet hours are read.
 */
function mayClaim(input: DecisionInput, { row, now }: { readonly row: Row; readonly now: Instant }): boolean {
  if (input.kind === 'claim') return input.publication !== undefined && isWaitingInWave(row, input);
  if (input.kind !== 'trigger') return false;
  return input.dueAt <= now || row.live.some(({ trigger, dueAt }) => trigger === input.event.id && dueAt <= now);
}

/** Returns the departure of the wave that claims an enrollment: its quiet hours are judged at the departure, also by a clock that is behind. */
function findDeparture(input: DecisionInput, { live }: Row): Instant {
  const claimed = input.kind === 'claim' ? live.find((each) => each.enrollmentId === input.enrollmentId) : undefined;
  return claimed?.wave?.departure ?? Number.NEGATIVE_INFINITY;
}

/** Returns whether pauses were read so long ago that a claim could overlook a pause (R92). */
function isTooOld(pauses: RecentDocument<PauseState> | undefined, now: Instant): boolean {
  return pauses !== undefined && now - pauses.readAt > MAX_PAUSE_AGE;
}

/** Gives a row that is not written yet a random id: items archived for an earlier row of the same user and follow-up are not its own. */
function withInstanceId(row: Row): Row {
  return row.rev > 0 || row.born !== undefined ? row : { ...row, born: Math.random().toString(36).slice(2) };
}

/** Starts waves and takes seats before the row is written, so that a departing wave finds its enrollments. Returns the departure of a wave that has ended. */
async function takeSeats(
  boardings: readonly Boarding[],
  change: RowChange,
  services: Services,
): Promise<Instant | undefined> {
  for (const { enrollmentId, departure, publication, fromWave } of boardings) {
    const wave = createWave(change.followUp.campaignId, publication, departure);
    if (!(await services.waves.start(wave))) return departure;
    const trigger =
      fromWave === undefined ? change.triggerDetail : (await services.seats.get(fromWave, enrollmentId))?.trigger;
    if (trigger === undefined) throw new Error(`enrollment ${enrollmentId}: no trigger for its seat in ${wave.name}`);
    await services.seats.put({ wave: wave.name, enrollmentId, userId: change.userId, trigger });
  }
  return undefined;
}

async function announceDecisions(key: RowKey, decisions: readonly Decision[], { announcer }: Services): Promise<void> {
  await announcer.announce(
    decisions.map(({ at, enrollmentId, decision, reason, eventId }) => ({
      type: 'Enrollment Changed',
      detail: {
        ...key,
        enrollmentId,
        decision,
        ...(reason === undefined ? {} : { reason }),
        at: formatInstant(at),
        eventId,
      },
    })),
  );
}

/** Returns what a change adds to the counts of a campaign; undefined if it adds nothing. */
function countsOf(before: Row, { row, decisions }: DecisionOutcome): Record<string, number> | undefined {
  const waiting = countWaiting(row) - countWaiting(before);
  if (decisions.length === 0 && waiting === 0) return undefined;
  const counts: Record<string, number> = {};
  const add = (name: string, by: number) => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  for (const { decision, reason } of decisions) {
    add(decision, 1);
    if (reason !== undefined) add(`${decision}:${reason}`, 1);
  }
  if (waiting !== 0) add('waiting', waiting);
  return counts;
}

const countWaiting = (row: Row): number =>
  row.live.reduce((waits, { state }) => waits + (state === 'waiting' ? 1 : 0), 0);
