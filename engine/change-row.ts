import type { Decision } from '../core/contracts/decision.ts';
import type { Detail } from '../core/contracts/event.ts';
import { type Instant, writeInstant } from '../core/contracts/instant.ts';
import { DECISION_FRESH_FOR, waveOf } from '../core/contracts/wave.ts';
import type { Boarding, Input } from '../core/decide/input.ts';
import { decide } from '../core/decide.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import type { Row, RowKey } from '../core/row.ts';
import { boardableFrom } from '../core/waves.ts';
import { withMemory } from './with-memory.ts';

/** How often a row is decided again because somebody else wrote it first. */
const MOST_ATTEMPTS = 20;

/** One input for one user and one follow-up. */
export interface Change {
  readonly followUp: FollowUp;
  readonly userId: string;
  readonly input: Input;
  /** The trigger event, for the seat; where the input is not a trigger, the payload lies in the seat it had. */
  readonly payload?: Detail;
  /** The row as just written by the caller, to save a read; if it is old, the write fails and it is read again. */
  readonly known?: Row;
}

/** The row after a change, and what was decided. */
export interface Changed {
  readonly row: Row;
  readonly decisions: readonly Decision[];
}

/**
 * The one way in which a row changes: read it, decide, take the seats, write it if nobody else did and the decision is
 * fresh, else again. Throws when the row is fought over too long: the event is delivered again.
 */
export async function changeRow(change: Change, services: Services): Promise<Changed> {
  const terms = change.followUp.termsFor(change.userId);
  const key = { userId: change.userId, campaignId: change.followUp.campaignId };
  let known = change.known;
  let after = Number.NEGATIVE_INFINITY;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const row = bornRow(known ?? (await services.rows.read(key)));
    const input = await withMemory(change.input, { key, row }, services);
    const now = services.clock.now();
    const outcome = decide(row, input, terms, { now, boardableFrom: Math.max(boardableFrom(now), after) });
    if (outcome.row === row) return { row, decisions: [] };
    for (const page of outcome.pages) await services.rows.layDown({ ...key, born: row.born }, page);
    if (outcome.known.length > 0) await services.rows.putKnown(key, outcome.known);
    const gone = await takeSeats(outcome.boardings, change, services);
    if (gone !== undefined) {
      after = gone + 1;
    } else if (services.clock.now() - now > DECISION_FRESH_FOR) {
      known = undefined;
    } else if (await services.rows.write(key, outcome.row)) {
      services.log.decided(key, outcome.decisions);
      await announce(key, outcome.decisions, services);
      await count(key, { before: row, after: outcome.row, decisions: outcome.decisions }, services);
      return { row: outcome.row, decisions: outcome.decisions };
    } else {
      known = undefined;
      if (attempt + 1 < MOST_ATTEMPTS) await services.giveWay(attempt);
    }
  }
  throw new Error(`row of campaign ${key.campaignId}: written by others ${MOST_ATTEMPTS} times in a row`);
}

/** Gives a row that is not written yet its birth: what lies beside an earlier row of the same user and follow-up is not its own. */
function bornRow(row: Row): Row {
  return row.rev > 0 || row.born !== undefined ? row : { ...row, born: Math.random().toString(36).slice(2) };
}

/** Waves are started and seats taken before the row is written, so that a departing wave finds its passengers. Answers the departure of a wave that is gone. */
async function takeSeats(
  boardings: readonly Boarding[],
  change: Change,
  services: Services,
): Promise<Instant | undefined> {
  for (const { enrollmentId, departure, publication, from } of boardings) {
    const wave = waveOf(change.followUp.campaignId, publication, departure);
    if (!(await services.waves.start(wave))) return departure;
    const trigger = from === undefined ? change.payload : (await services.seats.get(from, enrollmentId))?.trigger;
    if (trigger === undefined) throw new Error(`enrollment ${enrollmentId}: no trigger for its seat in ${wave.name}`);
    await services.seats.put({ wave: wave.name, enrollmentId, userId: change.userId, trigger });
  }
  return undefined;
}

async function announce(key: RowKey, decisions: readonly Decision[], { announcer }: Services): Promise<void> {
  if (!announcer.tellsEnrollments) return;
  await announcer.tell(
    decisions.map(({ at, enrollmentId, decision, reason, eventId }) => ({
      type: 'Enrollment Changed',
      detail: {
        ...key,
        enrollmentId,
        decision,
        ...(reason === undefined ? {} : { reason }),
        at: writeInstant(at),
        eventId,
      },
    })),
  );
}

interface Written {
  readonly before: Row;
  readonly after: Row;
  readonly decisions: readonly Decision[];
}

async function count({ campaignId }: RowKey, { before, after, decisions }: Written, services: Services): Promise<void> {
  const changes: Record<string, number> = {};
  const add = (name: string, by: number) => {
    changes[name] = (changes[name] ?? 0) + by;
  };
  for (const { decision, reason } of decisions) {
    add(decision, 1);
    if (reason !== undefined) add(`${decision}:${reason}`, 1);
  }
  const waiting = waitsIn(after) - waitsIn(before);
  if (waiting !== 0) add('waiting', waiting);
  if (Object.keys(changes).length > 0) await services.counts.add(campaignId, changes);
}

const waitsIn = (row: Row): number => row.live.reduce((waits, { state }) => waits + (state === 'waiting' ? 1 : 0), 0);
