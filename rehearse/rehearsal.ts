import type { Definition } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Services } from '../core/ports.ts';
import { readUserDecisions, type UserDecision } from '../engine/read-decisions.ts';
import type { RecordingBatch } from './recording-batch.ts';

/** Lines refused that are listed one by one; further ones are counted. */
const MAX_LISTED_LINES = 100;

/** What came of one campaign. */
export interface CampaignOutcome {
  readonly campaignId: string;
  readonly name: string;
  readonly enrolled: number;
  readonly sent: number;
  readonly withheld: ByReason;
  readonly cancelled: ByReason;
  /** Exceptions that were known only after the message had left (R36). */
  readonly lateExceptions: number;
  /** Still waiting at the end. */
  readonly waiting: number;
}

/** How often, by reason. */
export type ByReason = Readonly<Record<string, number>>;

/** What was decided about one user, oldest first. */
export interface UserOutcome {
  readonly userId: string;
  readonly decisions: readonly UserDecision[];
}

/** What would have come of recorded events. */
export interface Rehearsal {
  readonly from: Instant;
  readonly until: Instant;
  readonly events: number;
  /** How many of them were not refused. */
  readonly accepted: number;
  /** Events after the end of the rehearsal, which were not played. */
  readonly leftOut: number;
  readonly refused: RefusedLines;
  readonly campaigns: readonly CampaignOutcome[];
  readonly users?: readonly UserOutcome[];
}

interface RefusedLines {
  readonly count: number;
  readonly first: readonly { readonly line: number; readonly reason: string }[];
}

/** What is counted while events are played. */
export interface RehearsalTally {
  readonly events: number;
  /** How many of them were not refused. */
  readonly accepted: number;
  readonly leftOut: number;
  readonly users: readonly string[];
  /** What was read of the recording. */
  add(batch: RecordingBatch): void;
  refused(): RefusedLines;
}

/** Begins to count. */
export function createTally(): RehearsalTally {
  const first: { line: number; reason: string }[] = [];
  const users: string[] = [];
  let [events, accepted, leftOut, count] = [0, 0, 0, 0];
  return {
    get events() {
      return events;
    },
    get accepted() {
      return accepted;
    },
    get leftOut() {
      return leftOut;
    },
    users,
    add(batch) {
      events += batch.entryCount;
      accepted += batch.acceptedCount;
      leftOut += batch.leftOutCount;
      for (const userId of batch.users) users.push(userId);
      count += batch.refused.length;
      first.push(...batch.refused.slice(0, MAX_LISTED_LINES - first.length));
    },
    refused: () => ({ count, first }),
  };
}

/** What the campaigns count at the end. */
export function readCampaignOutcomes(
  campaigns: readonly Definition[],
  { counts }: Services,
): Promise<CampaignOutcome[]> {
  return Promise.all(
    campaigns.map(async ({ id, name }) => createOutcome({ id, name }, await counts.getByCampaign(id))),
  );
}

function createOutcome({ id, name }: Pick<Definition, 'id' | 'name'>, counts: ByReason): CampaignOutcome {
  return {
    campaignId: id,
    name,
    enrolled: counts['enrolled'] ?? 0,
    sent: counts['dispatched'] ?? 0,
    withheld: selectReasons('withheld:', counts),
    cancelled: selectReasons('cancelled:', counts),
    lateExceptions: counts['late-exception'] ?? 0,
    waiting: counts['waiting'] ?? 0,
  };
}

/** Counts are by decision, and by decision and reason as in `withheld:stale`. */
function selectReasons(decision: string, counts: ByReason): ByReason {
  const found = Object.entries(counts).filter(([name]) => name.startsWith(decision));
  return Object.fromEntries(found.map(([name, count]) => [name.slice(decision.length), count]));
}

/** What was decided about each user, also where that is nothing: of most. */
export async function readUserOutcomes(users: readonly string[], services: Services): Promise<UserOutcome[]> {
  const outcomes: UserOutcome[] = [];
  for (const userId of users) {
    const isKnown = (await services.rows.listByUser(userId)).length > 0;
    outcomes.push({ userId, decisions: isKnown ? await readUserDecisions(userId, undefined, services) : [] });
  }
  return outcomes;
}
