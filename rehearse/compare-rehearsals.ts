import type { Instant } from '../core/contracts/instant.ts';
import type { RehearsedMessages, SentMessage, UnsentOutcome } from './message-recorder.ts';
import type { Rehearsal } from './rehearsal.ts';

/** The outcome in another version of the campaigns for the trigger of a message that it does not send. */
export type OtherOutcome = UnsentOutcome | { readonly outcome: 'no-campaign' | 'no-decision' };

/** A message that only one of two versions sends. */
export interface UnmatchedMessage {
  readonly message: SentMessage;
  /** The outcome for its trigger in the other version. */
  readonly other: OtherOutcome;
}

/** A message that both versions send, at another time or with another content. */
export interface ChangedMessage {
  readonly message: SentMessage;
  /** The instant at which it left before. */
  readonly atBefore: Instant;
  readonly hasOtherContent: boolean;
}

/** The numbers of messages of two versions, and of those that differ. */
export interface DifferenceCounts {
  readonly sentBefore: number;
  readonly sentAfter: number;
  readonly fewer: number;
  readonly more: number;
  readonly changed: number;
}

/** The numbers of messages of one campaign. */
export interface CampaignDifference extends DifferenceCounts {
  readonly campaignId: string;
  readonly name: string;
  /** The only version that has the campaign. */
  readonly onlyIn?: 'before' | 'after';
}

/** The differences between two rehearsals of the same events. The lists are ordered by time. */
export interface RehearsalComparison {
  readonly total: DifferenceCounts;
  readonly campaigns: readonly CampaignDifference[];
  /** The messages that only the version before sends. */
  readonly fewer: readonly UnmatchedMessage[];
  /** The messages that only the version after sends. */
  readonly more: readonly UnmatchedMessage[];
  readonly changed: readonly ChangedMessage[];
}

/** A rehearsal with its messages. */
export type RecordedRehearsal = Pick<Rehearsal, 'campaigns'> & { readonly messages: RehearsedMessages };

/**
 * Compares the messages of two versions of campaigns that were rehearsed against the same events. A message is the same in both if its
 * campaign, its user and its trigger event are.
 */
export function compareRehearsals(before: RecordedRehearsal, after: RecordedRehearsal): RehearsalComparison {
  const differences = {
    fewer: findUnmatched(before, after),
    more: findUnmatched(after, before),
    changed: findChanged(before.messages, after.messages),
  };
  const campaigns = countByCampaign(before, after, differences);
  return { total: sumCounts(campaigns), campaigns, ...differences };
}

/** Returns the messages that one version sends and the other does not. */
function findUnmatched(version: RecordedRehearsal, other: RecordedRehearsal): UnmatchedMessage[] {
  const campaignIds = new Set(other.campaigns.map(({ campaignId }) => campaignId));
  const found: UnmatchedMessage[] = [];
  for (const [enrollmentId, message] of version.messages.sent) {
    if (other.messages.sent.has(enrollmentId)) continue;
    const outcome = campaignIds.has(message.campaignId) ? 'no-decision' : 'no-campaign';
    found.push({ message, other: other.messages.unsent.get(enrollmentId) ?? { outcome } });
  }
  return found.sort(compareMessages);
}

function findChanged(before: RehearsedMessages, after: RehearsedMessages): ChangedMessage[] {
  const found: ChangedMessage[] = [];
  for (const [enrollmentId, message] of after.sent) {
    const other = before.sent.get(enrollmentId);
    if (other === undefined) continue;
    const hasOtherContent = message.content !== other.content;
    if (hasOtherContent || message.at !== other.at) found.push({ message, atBefore: other.at, hasOtherContent });
  }
  return found.sort(compareMessages);
}

interface WithMessage {
  readonly message: SentMessage;
}

/** Compares messages by time. Those of one instant are ordered by their texts, so that the order does not depend on the version. */
function compareMessages({ message: one }: WithMessage, { message: other }: WithMessage): number {
  if (one.at !== other.at) return one.at - other.at;
  return (
    compareTexts(one.campaignId, other.campaignId) ||
    compareTexts(one.userId, other.userId) ||
    compareTexts(one.eventId, other.eventId)
  );
}

function compareTexts(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

type Differences = Pick<RehearsalComparison, 'fewer' | 'more' | 'changed'>;

/** Counts the messages of each campaign: first those of the version after, then those that it has no longer. */
function countByCampaign(
  before: RecordedRehearsal,
  after: RecordedRehearsal,
  { fewer, more, changed }: Differences,
): CampaignDifference[] {
  const [fewerOf, moreOf, changedOf] = [countMessages(fewer), countMessages(more), countMessages(changed)];
  const [inBefore, inAfter] = [indexCampaigns(before), indexCampaigns(after)];
  return [...new Map([...inAfter, ...inBefore]).keys()].flatMap((campaignId) => {
    const [old, present] = [inBefore.get(campaignId), inAfter.get(campaignId)];
    const { name } = present ?? old ?? {};
    if (name === undefined) return [];
    return {
      campaignId,
      name,
      ...(old === undefined ? { onlyIn: 'after' as const } : {}),
      ...(present === undefined ? { onlyIn: 'before' as const } : {}),
      sentBefore: old?.sent ?? 0,
      sentAfter: present?.sent ?? 0,
      fewer: fewerOf.get(campaignId) ?? 0,
      more: moreOf.get(campaignId) ?? 0,
      changed: changedOf.get(campaignId) ?? 0,
    };
  });
}

function indexCampaigns({ campaigns }: RecordedRehearsal): Map<string, Rehearsal['campaigns'][number]> {
  return new Map(campaigns.map((campaign) => [campaign.campaignId, campaign]));
}

function countMessages(all: readonly WithMessage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { message } of all) counts.set(message.campaignId, (counts.get(message.campaignId) ?? 0) + 1);
  return counts;
}

function sumCounts(all: readonly DifferenceCounts[]): DifferenceCounts {
  const sum = (count: (each: DifferenceCounts) => number) => all.reduce((so, each) => so + count(each), 0);
  return {
    sentBefore: sum(({ sentBefore }) => sentBefore),
    sentAfter: sum(({ sentAfter }) => sentAfter),
    fewer: sum(({ fewer }) => fewer),
    more: sum(({ more }) => more),
    changed: sum(({ changed }) => changed),
  };
}
