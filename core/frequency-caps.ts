import type { CappedChannel } from './contracts/capped-channels.ts';
import { type FollowUpDefinition, isTransactional } from './contracts/definition.ts';
import type { Instant } from './contracts/instant.ts';
import type { FrequencyCap } from './contracts/settings.ts';
import { DAY, parseTimeSpan } from './contracts/time-span.ts';
import { findDayBegin } from './find-day-begin.ts';
import type { FrequencySlot } from './frequency-slots.ts';

/**
 * The part of a campaign in the frequency caps (R45): its messages are checked and counted, or counted without a check, or neither.
 */
export type CapMode = 'apply' | 'count' | 'ignore';

/** Returns the part of a campaign in the frequency caps. Transactional messages are never capped. */
export function getCapMode(definition: FollowUpDefinition): CapMode {
  const { frequencyCaps = 'apply' } = definition;
  if (typeof frequencyCaps === 'object') return 'count';
  return isTransactional(definition) ? 'ignore' : frequencyCaps;
}

/** A message that is about to leave, with the slots of its user. */
export interface CapsQuestion {
  readonly caps: readonly FrequencyCap[];
  readonly slots: readonly FrequencySlot[];
  readonly now: Instant;
  /** The time zone of the user, in which calendar days begin. */
  readonly zone: string;
  /** The channels of the message that count. */
  readonly channels: readonly CappedChannel[];
}

/** The channels of a message that the caps let leave, and the cap that holds back others, if one does. */
export interface CapsVerdict {
  readonly channels: readonly CappedChannel[];
  readonly cap?: FrequencyCap;
}

/** Applies the frequency caps to a message: those of all channels together first, then those of single channels (R45). */
export function applyCaps(question: CapsQuestion): CapsVerdict {
  const { caps, channels } = question;
  const full = caps.filter((cap) => isFull(cap, question));
  const ofAll = full.find(({ channel }) => channel === undefined);
  if (ofAll !== undefined) return { channels: [], cap: ofAll };
  const isHeldBack = (channel: CappedChannel) => full.some((cap) => cap.channel === channel);
  const cap = full.find((each) => channels.some((channel) => channel === each.channel));
  return { channels: channels.filter((channel) => !isHeldBack(channel)), ...(cap !== undefined && { cap }) };
}

/** Describes a cap, such as "at most 3 messages in 7 days". It is stored with the decision. */
export function describeCap({ atMost, in: span, calendarDays, channel }: FrequencyCap): string {
  const days = countDays(span);
  const time = calendarDays ? `${days} calendar day${days === 1 ? '' : 's'}` : span;
  return `at most ${atMost} ${channel === undefined ? '' : `${channel} `}message${atMost === 1 ? '' : 's'} in ${time}`;
}

/** Returns whether a user has as many messages as a cap allows. Later slots count, too: then no order of reservations exceeds it. */
function isFull(cap: FrequencyCap, { slots, now, zone }: CapsQuestion): boolean {
  const begin = findBegin(cap, now, zone);
  const counted = slots.filter(
    ({ at, channels }) =>
      at >= begin && channels.some((channel) => cap.channel === undefined || channel === cap.channel),
  );
  return counted.length >= cap.atMost;
}

/** Returns the first instant that a cap counts: a message counts until its span is over, or until the calendar day ends in which it is. */
function findBegin({ in: span, calendarDays }: FrequencyCap, now: Instant, zone: string): Instant {
  return calendarDays ? findDayBegin(now, { daysBefore: countDays(span) - 1, zone }) : now - parseCapSpan(span) + 1;
}

function countDays(span: string): number {
  return parseCapSpan(span) / DAY;
}

function parseCapSpan(span: string): number {
  return parseTimeSpan(span) ?? 0;
}
