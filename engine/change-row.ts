import type { Decision } from '../core/contracts/decision.ts';
import type { Detail } from '../core/contracts/event.ts';
import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import { createWave, MAX_DECISION_AGE } from '../core/contracts/wave.ts';
import { isHeldBack, isWaitingInWave } from '../core/decide/claim.ts';
import type {
  Boarding,
  Conversion,
  DecisionInput,
  DecisionOutcome,
  EraseInput,
  MergeInput,
  Quiet,
} from '../core/decide/input.ts';
import { createStub } from '../core/decide/merge-row.ts';
import { decide } from '../core/decide.ts';
import { isForgotten } from '../core/erasure.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { RecentDocument } from '../core/installation-document.ts';
import type { ClaimedEnrollment } from '../core/live-enrollment.ts';
import { findPause, MAX_PAUSE_AGE, type PauseState } from '../core/pauses.ts';
import type { Services } from '../core/ports.ts';
import type { Profile } from '../core/profile.ts';
import type { Reach } from '../core/reach.ts';
import { retry } from '../core/retry.ts';
import { isEmptyRow, type Row, type RowKey } from '../core/row.ts';
import { computeBoardableFrom } from '../core/waves.ts';
import { addArchivedMarks, hasArchivedMarks } from './add-archived-marks.ts';
import { addComparedValues, needsComparedValues } from './add-compared-values.ts';
import { countStatistics, readStatisticsFacts } from './count-statistics.ts';
import { type LocatedRow, locateRow, routeInput } from './locate-row.ts';
import { hasMemory, markRepeatedTrigger } from './mark-repeated-trigger.ts';
import { mayHaveMerged } from './merge-history.ts';
import { reportConversions } from './report-conversions.ts';

/** The maximum number of attempts to decide and write a row that other writers change in the meantime. */
const MAX_ATTEMPTS = 20;

/** The input of a decision about a user and a follow-up. */
export interface RowChange {
  readonly followUp: FollowUp;
  readonly userId: string;
  readonly input: DecisionInput;
  /** The trigger event, for the seat; if the input is no trigger, the seat that the enrollment had holds it. */
  readonly triggerDetail?: Detail;
  /**
   * Prepares the check whether the message may leave (R26, R83) to the user of the row: the one of the change, or the user into whom that
   * one was merged (R65). It is called for each attempt that can claim a message. Absent, it may.
   */
  readonly prepareDeparture?: (userId: string) => Promise<DepartureCheck | undefined>;
  /** The row as just written by the caller, to save a read; if it is old, the write fails and it is read again. */
  readonly currentRow?: Row;
  /** Reads the profile of the user strongly consistent, once for the caller and the first attempt; if absent, each attempt that needs it reads it. */
  readonly readProfile?: () => Promise<Profile | undefined>;
  /** Records what an erasure finds in a row, and returns its archived decisions. It is called for each attempt (R65). */
  readonly recordErased?: (row: Row) => Promise<readonly Decision[]>;
  /** Reads the row of a user who was merged, to be merged into this row. It is called for each attempt (R65). */
  readonly readMerged?: (located: LocatedRow) => Promise<MergeInput>;
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
  /** The user of the row: the one of the change, or the user into whom that one was merged (R65). */
  readonly userId: string;
  readonly row: Row;
  readonly decisions: readonly Decision[];
  readonly toDispatch: ClaimedEnrollment | undefined;
  /** True if a pause held back the claim (R92). */
  readonly isPaused: boolean;
  /** True if the event was done before a deletion of the user, and changed nothing (R65). */
  readonly isForgotten: boolean;
  /** The conversions of which the input is the event, those of an earlier delivery included (R47). They are reported. */
  readonly conversions: readonly Conversion[];
  /** True if the event could convert a message that is still claimed: it has to come again. */
  readonly isClaimOpen: boolean;
}

/** The start of an attempt, which the attempts before it determine. */
interface AttemptStart {
  /** The row, if it need not be read. */
  readonly currentRow?: Row | undefined;
  /** The departure of a wave that turned out to have ended: later ones are boarded. */
  readonly endedDeparture?: Instant | undefined;
  /** True if another writer came first, so that the attempt waits. */
  readonly isOvertaken?: boolean;
  /** True for the first attempt, which alone may use what the caller read. */
  readonly isFirst?: true;
}

/**
 * Changes a row: reads it, decides, takes the seats, and writes the row if no other writer did and the decision is fresh; else starts
 * again. Nothing else changes rows. Throws after too many attempts: the event is delivered again.
 */
export async function changeRow(change: RowChange, services: Services): Promise<RowChangeResult> {
  const { followUp, userId, currentRow } = change;
  const ownKey = { userId, campaignId: followUp.campaignId };
  let start: AttemptStart = { currentRow, isFirst: true };
  const wait = async (retries: number) => (start.isOvertaken ? services.backoff(retries) : undefined);
  const result = await retry({ maxAttempts: MAX_ATTEMPTS, wait }, async () => {
    const attempt = await attemptChange(change, { ownKey, start }, services);
    if ('row' in attempt) return attempt;
    start = attempt.next;
    return undefined;
  });
  if (result !== undefined) return result;
  throw new Error(`row of campaign ${ownKey.campaignId}: written by others ${MAX_ATTEMPTS} times in a row`);
}

/** Returns the result of a change, or the start of the next attempt if the row could not be written. */
async function attemptChange(
  change: RowChange,
  { ownKey, start }: { readonly ownKey: RowKey; readonly start: AttemptStart },
  services: Services,
): Promise<RowChangeResult | { readonly next: AttemptStart }> {
  const { endedDeparture } = start;
  const { comparison } = change.followUp;
  const located = await findRow(change, { ownKey, start }, services);
  const { key } = located;
  const stored = withInstanceId(located.row);
  // Each of these steps reads only what the row needs: most rows need nothing, and the await alone costs as much as deciding.
  const row =
    comparison !== undefined && !WITHOUT_COMPARISON.has(change.input.kind) && needsComparedValues(stored, comparison)
      ? await addComparedValues(stored, comparison, services)
      : stored;
  const given = await completeInput(change, { ...located, row });
  const routed = routeInput(given, change, located);
  const marked = hasMemory(located)
    ? await markRepeatedTrigger({ userId: change.userId, given, input: routed }, { ...located, row }, services)
    : routed;
  const input = hasArchivedMarks(row) ? await addArchivedMarks(marked, { key, row }, services) : marked;
  const facts = change.followUp.hasStatistics ? await readStatisticsFacts(services) : undefined;
  const isClaimable = mayClaim(input, { row, now: services.clock.now() });
  const pauses = isClaimable ? await services.pauses.getRecent() : undefined;
  const departure = isClaimable ? await change.prepareDeparture?.(key.userId) : undefined;
  const now = services.clock.now();
  // A message may have become due meanwhile.
  if (isTooOld(pauses, now) || (!isClaimable && mayClaim(input, { row, now }))) return { next: { endedDeparture } };
  const isPaused = pauses !== undefined && findPause(pauses.state, key.campaignId) !== undefined;
  const quiet = departure?.findQuiet(Math.max(now, findDeparture(input, row)));
  const reach = departure?.findReach(now);
  const boardableFrom = computeBoardableFrom(now, endedDeparture);
  // Of merged users the one into whom they were merged has a variant: one person is in one group (R46).
  const terms = change.followUp.createTerms(key.userId);
  const timing = { now, boardableFrom, isPaused, quiet, reach, recount: facts?.recount };
  const outcome = decide(withCut(row, input, located), input, terms, timing);
  const { decisions, toDispatch, conversions, isClaimOpen, isForgotten: isDropped = false, forgottenSeat } = outcome;
  if (forgottenSeat !== undefined) await services.seats.remove(forgottenSeat.wave, forgottenSeat.enrollmentId);
  const isHeldByPause = input.kind === 'claim' && isHeldBack(outcome.row, input, timing);
  const effects = { toDispatch, conversions, isClaimOpen, isPaused: isHeldByPause, isForgotten: isDropped };
  const result = { userId: key.userId, ...effects };
  if (isDropped || outcome.row === row) {
    await reportConversions(key, conversions, services);
    return { ...result, row, decisions: [] };
  }
  for (const page of outcome.archivedPages) await services.rows.archiveDecisions({ ...key, born: row.born }, page);
  if (outcome.archivedTriggerIds.length > 0)
    await services.rows.archiveDecidedTriggers(key, outcome.archivedTriggerIds);
  if (outcome.archivedMarks.length > 0) await services.rows.archiveMarks(key, outcome.archivedMarks);
  const ended =
    outcome.boardings.length > 0
      ? await takeSeats(outcome.boardings, { ...change, userId: key.userId }, services)
      : undefined;
  if (ended !== undefined) return { next: { currentRow: start.currentRow, endedDeparture: ended } };
  const decidedAt = services.clock.now();
  if (decidedAt - now > MAX_DECISION_AGE || isTooOld(pauses, decidedAt)) return { next: { endedDeparture } };
  if (!(await writeRow({ key, row, outcome, input }, services))) return { next: { endedDeparture, isOvertaken: true } };
  services.log.logDecisions(key, decisions);
  if (services.announcer.hasEnrollmentEvents) await announceDecisions(key, decisions, services);
  const waitedBefore = countWaiting(row) + (input.kind === 'merge' ? countWaiting(input.row) : 0);
  const counts = countsOf(waitedBefore, outcome);
  if (counts !== undefined) await services.counts.add(key.campaignId, counts);
  if (facts !== undefined) await countStatistics(key, outcome, { facts, statistics: services.statistics });
  await reportConversions(key, conversions, services);
  return { ...result, row: outcome.row, decisions };
}

/** Returns the input of an attempt: with the archived decisions for an erasure, with the row of the merged user for a merge. */
async function completeInput(change: RowChange, located: LocatedRow): Promise<DecisionInput> {
  if (change.readMerged !== undefined) return change.readMerged(located);
  return change.input.kind === 'erase' ? addErased(change.input, { change, row: located.row }) : change.input;
}

/** Returns the input of an erasure with the archived decisions of a row, after what it finds in the row is recorded. */
async function addErased(
  input: EraseInput,
  { change, row }: { readonly change: RowChange; readonly row: Row },
): Promise<EraseInput> {
  return { ...input, archived: (await change.recordErased?.(row)) ?? [] };
}

/** The inputs that need no compared values: they cancel or erase whatever was compared. */
const WITHOUT_COMPARISON: ReadonlySet<DecisionInput['kind']> = new Set(['cancel', 'erase']);

/**
 * Finds the row of an attempt. An erasure concerns the row of its user alone, also if that one was merged. An event that can only convert
 * changes no row that is not there: of users without one the profile is read only where users were merged (R47).
 */
async function findRow(
  { input, readProfile }: RowChange,
  { ownKey, start }: { readonly ownKey: RowKey; readonly start: AttemptStart },
  services: Services,
): Promise<LocatedRow> {
  const read = start.currentRow ?? (await services.rows.read(ownKey));
  const isOwn =
    (read.rev > 0 && read.mergedInto === undefined) ||
    input.kind === 'erase' ||
    (read.rev === 0 && input.kind === 'conversion' && !(await mayHaveMerged(services)));
  if (isOwn) return { key: ownKey, row: read, stubs: [], deletedUntil: undefined };
  return locateRow(ownKey, { read, readOwn: start.isFirst ? readProfile : undefined }, services);
}

/** Returns a row as an event of a merged user sees it, who was deleted after the event: it has the cut of that deletion (R65). */
function withCut(row: Row, input: DecisionInput, { deletedUntil }: LocatedRow): Row {
  const isCut = 'event' in input && isForgotten(input.event.at, deletedUntil);
  return isCut ? { ...row, deletedUntil } : row;
}

/** A row as it was read, and what is to be written of it. */
interface RowWrite {
  readonly key: RowKey;
  readonly row: Row;
  readonly outcome: DecisionOutcome;
  readonly input: DecisionInput;
}

/** Writes a row, if it is still as it was read. With the row of a merged user, its stub is written too, both or neither. */
function writeRow({ key, row, outcome, input }: RowWrite, { rows }: Pick<Services, 'rows'>): Promise<boolean> {
  if (input.kind === 'erase' && isEmptyRow(outcome.row)) return rows.remove(key, row);
  if (input.kind !== 'merge') return rows.write(key, outcome.row);
  const stub = { key: { ...key, userId: input.userId }, row: createStub(input.row, key.userId) };
  return rows.writeBoth(stub, { key, row: outcome.row });
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

/** The name under which conversions of control users are counted. No variant can have it (R46). */
export const CONTROL_PART = '(control)';

/** Returns what a change adds to the counts of a campaign; undefined if it adds nothing. */
function countsOf(
  waitedBefore: number,
  { row, decisions, conversions }: DecisionOutcome,
): Record<string, number> | undefined {
  const waiting = countWaiting(row) - waitedBefore;
  if (decisions.length === 0 && waiting === 0) return undefined;
  const counts: Record<string, number> = {};
  const add = (name: string, by: number) => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  for (const { decision, reason, variant } of decisions) {
    add(decision, 1);
    const part = reason ?? (decision === 'converted' ? undefined : variant);
    if (part !== undefined) add(`${decision}:${part}`, 1);
  }
  for (const { letter, variant, isControl, isNew } of conversions) {
    if (!isNew) continue;
    add(`converted:${letter}`, 1);
    const part = isControl ? CONTROL_PART : variant;
    if (part !== undefined) add(`converted:${letter}:${part}`, 1);
  }
  if (waiting !== 0) add('waiting', waiting);
  return counts;
}

const countWaiting = (row: Row): number =>
  row.live.reduce((waits, { state }) => waits + (state === 'waiting' ? 1 : 0), 0);
