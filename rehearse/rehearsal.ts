import { CONVERSION_LETTERS } from '../core/contracts/conversion.ts';
import { type Definition, type FollowUpDefinition, isFollowUp } from '../core/contracts/definition.ts';
import type { Instant } from '../core/contracts/instant.ts';
import type { StatisticsView } from '../core/contracts/statistics-view.ts';
import type { Services } from '../core/ports.ts';
import { needsStatistics } from '../core/statistics/shares-epoch.ts';
import { CONTROL_PART } from '../engine/change-row.ts';
import { readUserDecisions, type UserDecision } from '../engine/read-decisions.ts';
import { viewStatistics } from '../engine/view-statistics.ts';
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
  /** The number of messages by variant (R46); absent if the campaign has no variants. */
  readonly variants?: Readonly<Record<string, number>>;
  /** The number of users of the control group in place of a message (R46); absent if the campaign has no control group. */
  readonly control?: number;
  readonly withheld: ByReason;
  readonly cancelled: ByReason;
  /** The number of times that quiet hours held a message (R26). */
  readonly held: number;
  /** The number of exceptions that arrived after the message was dispatched (R36). */
  readonly lateExceptions: number;
  /** The conversions, by letter (R47). */
  readonly conversions: Readonly<Record<string, ConversionCounts>>;
  /** The number of enrollments that were waiting at the end. */
  readonly waiting: number;
  /** The groups compared; absent if the campaign has neither a control group, nor variants, nor conversions (R48). */
  readonly statistics?: StatisticsView;
}

/** The number of dispatches that were converted. */
export interface ConversionCounts {
  /** The number of messages that were converted. */
  readonly sent: number;
  /** The number of messages of each variant, if the campaign has variants (R46). */
  readonly variants?: ByReason;
  /** The number of control users who did it all the same, if there are any. */
  readonly control?: number;
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
export function readCampaignOutcomes(campaigns: readonly Definition[], services: Services): Promise<CampaignOutcome[]> {
  return Promise.all(
    campaigns.map(async (definition) => {
      const outcome = createOutcome(definition, await services.counts.getByCampaign(definition.id));
      const statistics = await readOutcomeStatistics(definition, services);
      return statistics === undefined ? outcome : { ...outcome, statistics };
    }),
  );
}

async function readOutcomeStatistics(definition: Definition, services: Services): Promise<StatisticsView | undefined> {
  if (!isFollowUp(definition) || !needsStatistics(definition)) return undefined;
  const campaign = await services.campaigns.get(definition.id);
  return campaign && viewStatistics(campaign, { isByDay: false }, services);
}

function createOutcome(campaign: Definition, counts: ByReason): CampaignOutcome {
  return {
    campaignId: campaign.id,
    name: campaign.name,
    enrolled: counts['enrolled'] ?? 0,
    sent: counts['dispatched'] ?? 0,
    ...(isFollowUp(campaign) && createGroupCounts(campaign, counts)),
    withheld: selectReasons('withheld:', counts),
    cancelled: selectReasons('cancelled:', counts),
    held: counts['held'] ?? 0,
    lateExceptions: counts['late-exception'] ?? 0,
    conversions: selectConversions(counts),
    waiting: counts['waiting'] ?? 0,
  };
}

/** Returns the counts of each variant and of the control group, also if they are zero. */
function createGroupCounts(
  { controlGroup, variants }: FollowUpDefinition,
  counts: ByReason,
): Pick<CampaignOutcome, 'variants' | 'control'> {
  const byVariant = variants?.map(({ name }) => [name, counts[`dispatched:${name}`] ?? 0] as const);
  return {
    ...(byVariant && { variants: Object.fromEntries(byVariant) }),
    ...(controlGroup !== undefined && { control: counts['control'] ?? 0 }),
  };
}

/** Selects the counts of conversions, from counts with names such as `converted:A` and `converted:A:short`. */
function selectConversions(counts: ByReason): CampaignOutcome['conversions'] {
  const all = selectReasons('converted:', counts);
  const letters = CONVERSION_LETTERS.filter((letter) => all[letter] !== undefined);
  return Object.fromEntries(
    letters.map((letter) => {
      const { [CONTROL_PART]: control = 0, ...variants } = selectReasons(`${letter}:`, all);
      const counted: ConversionCounts = {
        sent: (all[letter] ?? 0) - control,
        ...(Object.keys(variants).length > 0 && { variants }),
        ...(control > 0 && { control }),
      };
      return [letter, counted];
    }),
  );
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
