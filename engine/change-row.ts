import type { Decision } from '../core/contracts/decision.ts';
import type { Detail } from '../core/contracts/event.ts';
import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import { createWave, MAX_DECISION_AGE } from '../core/contracts/wave.ts';
import type { Boarding, DecisionInput, DecisionOutcome } from '../core/decide/input.ts';
import { decide } from '../core/decide.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { ClaimedEnrollment } from '../core/live-enrollment.ts';
import type { Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';
import { computeBoardableFrom } from '../core/waves.ts';
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
  /** The row as just written by the caller, to save a read; if it is old, the write fails and it is read again. */
  readonly currentRow?: Row;
}

/** The row after a change, the decisions, and the enrollment to dispatch now, if the input claims one. */
export interface RowChangeResult {
  readonly row: Row;
  readonly decisions: readonly Decision[];
  readonly toDispatch: ClaimedEnrollment | undefined;
}

/**
 * Changes a row: reads it, decides, takes the seats, and writes the row if no other writer did and the decision is fresh; else starts
 * again. Nothing else changes rows. Throws after too many attempts: the event is delivered again.
 */
export async function changeRow(change: RowChange, services: Services): Promise<RowChangeResult> {
  const terms = change.followUp.createTerms(change.userId);
  const key = { userId: change.userId, campaignId: change.followUp.campaignId };
  let currentRow = change.currentRow;
  let after = Number.NEGATIVE_INFINITY;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const row = withInstanceId(currentRow ?? (await services.rows.read(key)));
    // A row without archived triggers needs no read: the await alone costs as much as deciding.
    const input = hasMemory(row) ? await markRepeatedTrigger(change.input, { key, row }, services) : change.input;
    const now = services.clock.now();
    const outcome = decide(row, input, terms, { now, boardableFrom: Math.max(computeBoardableFrom(now), after) });
    const { decisions, toDispatch } = outcome;
    if (outcome.row === row) return { row, decisions: [], toDispatch };
    for (const page of outcome.archivedPages) await services.rows.archiveDecisions({ ...key, born: row.born }, page);
    if (outcome.archivedTriggerIds.length > 0)
      await services.rows.archiveDecidedTriggers(key, outcome.archivedTriggerIds);
    const goneDeparture =
      outcome.boardings.length > 0 ? await takeSeats(outcome.boardings, change, services) : undefined;
    if (goneDeparture !== undefined) {
      after = goneDeparture + 1;
    } else if (services.clock.now() - now > MAX_DECISION_AGE) {
      currentRow = undefined;
    } else if (await services.rows.write(key, outcome.row)) {
      services.log.logDecisions(key, outcome.decisions);
      if (services.announcer.hasEnrollmentEvents) await announceDecisions(key, decisions, services);
      const counts = countsOf(row, outcome);
      if (counts !== undefined) await services.counts.add(key.campaignId, counts);
      return { row: outcome.row, decisions, toDispatch };
    } else {
      currentRow = undefined;
      if (attempt + 1 < MAX_ATTEMPTS) await services.backoff(attempt);
    }
  }
  throw new Error(`row of campaign ${key.campaignId}: written by others ${MAX_ATTEMPTS} times in a row`);
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
