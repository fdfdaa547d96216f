import type { Decision } from '../../core/contracts/decision.ts';
import { formatInstant, type Instant } from '../../core/contracts/instant.ts';
import type { RowKey } from '../../core/row.ts';
import type { RehearsalComparison } from '../../rehearse/compare-rehearsals.ts';
import type { SentMessage } from '../../rehearse/message-recorder.ts';
import type {
  CampaignMoment,
  DecisionFilter,
  DifferenceName,
  ListedDecision,
  ListedDifference,
  ListedPage,
  PageRequest,
  RehearsalMoment,
  TimelinePart,
  WaitingUser,
} from './rehearsal-calls.ts';

/** The decisions of a rehearsal, in the order of time. */
export interface PlayedDecisions {
  /** Adds decisions. They come in the order of time. */
  note(key: RowKey, decisions: readonly Decision[]): void;
  list(filter: DecisionFilter, page: PageRequest): ListedPage<ListedDecision>;
  /** Yields all decisions that a filter selects. */
  select(filter: DecisionFilter): Generator<ListedDecision>;
  /** Returns who waits, and who was sent what, at an instant. */
  readMoment(at: Instant): RehearsalMoment;
  /** Counts the messages that leave in equal parts of the time. */
  countTimeline(from: Instant, until: Instant): TimelinePart[];
}

interface KeyedDecision extends RowKey {
  readonly decision: Decision;
}

/** The number of users and of messages that the state at an instant lists. */
const MAX_LISTED = 20;
/** The number of parts into which the time of a rehearsal is divided. */
const TIMELINE_PARTS = 48;

/** Creates the list of no decisions. */
export function createPlayedDecisions(): PlayedDecisions {
  const all: KeyedDecision[] = [];
  return {
    note({ userId, campaignId }, decisions) {
      for (const decision of decisions) all.push({ userId, campaignId, decision });
    },
    list(filter, { offset, limit }) {
      const found = all.filter(createTest(filter));
      return { rows: found.slice(offset, offset + limit).map(toListedDecision), total: found.length };
    },
    *select(filter) {
      for (const each of all.filter(createTest(filter))) yield toListedDecision(each);
    },
    readMoment: (at) => readMoment(all, at),
    countTimeline: (from, until) => countTimeline(all, from, until),
  };
}

function createTest(filter: DecisionFilter): (each: KeyedDecision) => boolean {
  return ({ userId, campaignId, decision }) =>
    (filter.userId === undefined || filter.userId === userId) &&
    (filter.campaignId === undefined || filter.campaignId === campaignId) &&
    (filter.decision === undefined || filter.decision === decision.decision);
}

/** The decisions after which an enrollment waits no longer, with the count that each belongs to. */
const ENDS = { dispatched: 'sent', withheld: 'withheld', cancelled: 'cancelled', control: 'control' } as const;

function readMoment(all: readonly KeyedDecision[], at: Instant): RehearsalMoment {
  const counts = new Map<string, Record<'sent' | 'withheld' | 'cancelled' | 'control', number>>();
  const waiting = new Map<string, KeyedDecision>();
  const sent: KeyedDecision[] = [];
  for (const each of all) {
    const { campaignId, decision } = each;
    if (decision.at > at) break;
    const { decision: name, enrollmentId } = decision;
    if (name === 'enrolled' || name === 'held') waiting.set(enrollmentId, each);
    if (name === 'enrolled' || name === 'held' || name === 'late-exception' || name === 'converted') continue;
    const count = counts.get(campaignId) ?? { sent: 0, withheld: 0, cancelled: 0, control: 0 };
    count[ENDS[name]] += 1;
    counts.set(campaignId, count);
    waiting.delete(enrollmentId);
    if (name === 'dispatched') sent.push(each);
  }
  const users = [...waiting.values()].sort((one, other) => getDue(one) - getDue(other));
  return {
    at: formatInstant(at),
    campaigns: countWaiting(users, counts),
    waiting: { rows: users.slice(0, MAX_LISTED).map(toWaitingUser), total: users.length },
    sent: { rows: sent.slice(-MAX_LISTED).reverse().map(toListedDecision), total: sent.length },
  };
}

function countTimeline(all: readonly KeyedDecision[], from: Instant, until: Instant): TimelinePart[] {
  const span = Math.max(1, (until - from + 1) / TIMELINE_PARTS);
  const sent = Array.from({ length: TIMELINE_PARTS }, () => 0);
  for (const { decision } of all) {
    if (decision.decision !== 'dispatched') continue;
    const part = Math.min(TIMELINE_PARTS - 1, Math.max(0, Math.floor((decision.at - from) / span)));
    sent[part] = (sent[part] ?? 0) + 1;
  }
  return sent.map((count, part) => ({ at: formatInstant(from + Math.floor(part * span)), sent: count }));
}

function countWaiting(
  users: readonly KeyedDecision[],
  counts: ReadonlyMap<string, Omit<CampaignMoment, 'campaignId' | 'waiting'>>,
): CampaignMoment[] {
  const waiting = new Map<string, number>();
  for (const { campaignId } of users) waiting.set(campaignId, (waiting.get(campaignId) ?? 0) + 1);
  return [...new Set([...counts.keys(), ...waiting.keys()])].sort().map((campaignId) => ({
    campaignId,
    waiting: waiting.get(campaignId) ?? 0,
    ...(counts.get(campaignId) ?? { sent: 0, withheld: 0, cancelled: 0, control: 0 }),
  }));
}

function getDue({ decision: { heldUntil, dueAt } }: KeyedDecision): Instant {
  return heldUntil ?? dueAt ?? Number.POSITIVE_INFINITY;
}

function toWaitingUser(each: KeyedDecision): WaitingUser {
  const { userId, campaignId, decision } = each;
  const due = getDue(each);
  return {
    userId,
    campaignId,
    since: formatInstant(decision.triggeredAt),
    ...(Number.isFinite(due) ? { dueAt: formatInstant(due) } : {}),
  };
}

function toListedDecision({
  userId,
  campaignId,
  decision: { at, triggeredAt, dueAt, heldUntil, ...rest },
}: KeyedDecision): ListedDecision {
  const { decision, reason, eventId, enrollmentId, exception, variant, detail, conversionEvent } = rest;
  return {
    at: formatInstant(at),
    userId,
    campaignId,
    decision,
    ...(reason === undefined ? {} : { reason }),
    eventId,
    enrollmentId,
    triggeredAt: formatInstant(triggeredAt),
    ...(dueAt === undefined ? {} : { dueAt: formatInstant(dueAt) }),
    ...(heldUntil === undefined ? {} : { heldUntil: formatInstant(heldUntil) }),
    ...(exception === undefined ? {} : { exception }),
    ...(variant === undefined ? {} : { variant }),
    ...(detail === undefined ? {} : { detail }),
    ...(conversionEvent === undefined ? {} : { conversionEvent }),
  };
}

/** Yields the messages of one kind of differences, in the order of time. */
export function* listDifferences(
  comparison: RehearsalComparison,
  difference: DifferenceName,
): Generator<ListedDifference> {
  if (difference === 'changed') {
    for (const { message, atBefore, hasOtherContent } of comparison.changed)
      yield { difference, ...toMessage(message), atBefore: formatInstant(atBefore), hasOtherContent };
    return;
  }
  for (const { message, other } of comparison[difference]) yield { difference, ...toMessage(message), other };
}

function toMessage({ at, campaignId, userId, eventId }: SentMessage) {
  return { at: formatInstant(at), campaignId, userId, eventId };
}
