import type { Definition } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { Services } from '../core/ports.ts';
import { readUserDecisions, type UserDecision } from '../engine/read-decisions.ts';
import type { RehearsedMessages } from './message-recorder.ts';
import type { RecordingBatch } from './recording-batch.ts';

/** The largest number of refused lines that are listed; further ones are counted. */
const MAX_LISTED_LINES = 100;

/** The counts of one campaign at the end of a rehearsal. */
export interface CampaignOutcome {
  readonly campaignId: string;
  readonly name: string;
  readonly enrolled: number;
  readonly sent: number;
  readonly withheld: ByReason;
  readonly cancelled: ByReason;
  /** The number of times that quiet hours held a message (R26). */
  readonly held: number;
  /** The number of exceptions that arrived after the message was dispatched (R36). */
  readonly lateExceptions: number;
  /** The number of enrollments that were waiting at the end. */
  readonly waiting: number;
}

/** A count for each reason. */
export type ByReason = Readonly<Record<string, number>>;

/** The decisions about one user, oldest first. */
export interface UserOutcome {
  readonly userId: string;
  readonly decisions: readonly UserDecision[];
}

/** The result of a rehearsal. */
export interface Rehearsal {
  readonly from: Instant;
  readonly until: Instant;
  readonly events: number;
  /** The number of events that were not refused. */
  readonly accepted: number;
  /** The number of events after the end of the rehearsal, which were not played. */
  readonly leftOut: number;
  readonly refused: RefusedLines;
  readonly campaigns: readonly CampaignOutcome[];
  readonly users?: readonly UserOutcome[];
  readonly messages?: RehearsedMessages;
}

interface RefusedLines {
  readonly count: number;
  readonly first: readonly { readonly line: number; readonly reason: string }[];
}

/** The counts of the batches that were played. */
export interface RehearsalTally {
  readonly events: number;
  /** The number of events that were not refused. */
  readonly accepted: number;
  readonly leftOut: number;
  readonly users: readonly string[];
  /** The users with an event that was played: only about them something may be decided. */
  readonly playedUsers: ReadonlySet<string>;
  /** Adds the counts of a batch. */
  add(batch: RecordingBatch): void;
  refused(): RefusedLines;
}

/** Creates a tally of no events, which lists users if they are needed. */
export function createTally(needsUsers: boolean): RehearsalTally {
  const first: { line: number; reason: string }[] = [];
  const users: string[] = [];
  const playedUsers = new Set<string>();
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
    playedUsers,
    add(batch) {
      events += batch.entryCount;
      accepted += batch.acceptedCount;
      leftOut += batch.leftOutCount;
      for (const userId of batch.users) users.push(userId);
      if (needsUsers) for (const { event } of batch.relevantEvents) playedUsers.add(event.userId);
      count += batch.refused.length;
      first.push(...batch.refused.slice(0, MAX_LISTED_LINES - first.length));
    },
    refused: () => ({ count, first }),
  };
}

/** Reads the counts of each campaign at the end. */
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
    held: counts['held'] ?? 0,
    lateExceptions: counts['late-exception'] ?? 0,
    waiting: counts['waiting'] ?? 0,
  };
}

/** Selects the counts of one decision by reason, from counts with names such as `withheld:stale`. */
function selectReasons(decision: string, counts: ByReason): ByReason {
  const found = Object.entries(counts).filter(([name]) => name.startsWith(decision));
  return Object.fromEntries(found.map(([name, count]) => [name.slice(decision.length), count]));
}

/** Reads the decisions about each user. Most users have none, and are listed all the same. */
export async function readUserOutcomes(
  { users, playedUsers }: Pick<RehearsalTally, 'users' | 'playedUsers'>,
  services: Services,
): Promise<UserOutcome[]> {
  const outcomes: UserOutcome[] = [];
  for (const userId of users) {
    const isPlayed = playedUsers.has(userId);
    outcomes.push({ userId, decisions: isPlayed ? await readUserDecisions(userId, undefined, services) : [] });
  }
  return outcomes;
}
