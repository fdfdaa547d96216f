import {
  type ConversionDefinition,
  type ConversionLetter,
  type LetteredConversion,
  listConversions,
} from './contracts/conversion.ts';
import type { FollowUpDefinition } from './contracts/definition.ts';
import type { Instant } from './contracts/instant.ts';
import { HOUR, parseTimeSpan, type TimeSpan } from './contracts/time-span.ts';
import { stringifySorted } from './stringify-sorted.ts';

/** A conversion event that an edit changed or removed. Messages that left before may still be converted by it (R47). */
export interface FormerConversion extends LetteredConversion {
  /** The versions that had it: from `since` on, and before `before`. */
  readonly since: number;
  readonly before: number;
  /** The last deadline of the messages that left with it. */
  readonly until: Instant;
}

/** The conversion events of a version that depend on earlier versions. */
export interface ConversionHistory {
  /** The version since which each conversion event is as it is. */
  readonly conversionsSince?: { readonly [Letter in ConversionLetter]?: number | undefined };
  readonly formerConversions?: readonly FormerConversion[];
}

/** A published version, as far as its conversion events go. */
export interface ConvertingVersion extends ConversionHistory {
  readonly definition: Pick<FollowUpDefinition, 'conversions'>;
  readonly version: number;
}

/**
 * The maximum number of former conversion events of a version. With it, a publication writes at most 99 items, of the 100 of a
 * transaction. Beyond it those with the earliest deadline are forgotten.
 */
export const MAX_FORMER_CONVERSIONS = 5;

/** The time for which a message may still leave after its publication ended, or was edited: it is claimed by then. */
const LEAVING_TIME: TimeSpan = HOUR;

/** Returns the time after a dispatch within which an event converts it. */
export function getConversionSpan({ within }: ConversionDefinition): TimeSpan {
  return parseTimeSpan(within) ?? 0;
}

/** Returns the last deadline of messages that left until an instant. */
export function computeLastDeadline(conversion: ConversionDefinition, leftUntil: Instant): Instant {
  return leftUntil + LEAVING_TIME + getConversionSpan(conversion);
}

/** Returns the version since which a conversion event of a published version is as it is. */
export function getConversionStart({ conversionsSince, version }: ConvertingVersion, letter: ConversionLetter): number {
  return conversionsSince?.[letter] ?? version;
}

/** The edit or the new publication that begins a version. */
export interface VersionStart {
  readonly version: number;
  readonly now: Instant;
  /** The instant until which messages of the version before left. */
  readonly leftUntil: Instant;
}

/**
 * Returns what a new version takes over from the one before: since when its conversion events are as they are, and those that it changed
 * or removed while messages may still be converted by them.
 */
export function computeConversionHistory(
  { conversions }: Pick<FollowUpDefinition, 'conversions'>,
  before: ConvertingVersion | undefined,
  { version, now, leftUntil }: VersionStart,
): ConversionHistory {
  const unchanged = (letter: ConversionLetter, conversion: ConversionDefinition | undefined): boolean =>
    conversion !== undefined &&
    stringifySorted(before?.definition.conversions?.[letter]) === stringifySorted(conversion);
  const since = listConversions(conversions).map(({ letter, conversion }) => {
    const start = before !== undefined && unchanged(letter, conversion) ? getConversionStart(before, letter) : version;
    return [letter, start] as const;
  });
  const former = listConversions(before?.definition.conversions)
    .filter(({ letter }) => !unchanged(letter, conversions?.[letter]))
    .map(({ letter, conversion }) => ({
      letter,
      conversion,
      since: before === undefined ? version : getConversionStart(before, letter),
      before: version,
      until: computeLastDeadline(conversion, leftUntil),
    }));
  const kept = [...(before?.formerConversions ?? []), ...former]
    .filter(({ until }) => until > now)
    .toSorted((one, other) => other.until - one.until)
    .slice(0, MAX_FORMER_CONVERSIONS);
  return {
    ...(since.length > 0 && { conversionsSince: Object.fromEntries(since) }),
    ...(kept.length > 0 && { formerConversions: kept }),
  };
}
