import { type ConversionLetter, getConversionSelector, listConversions } from './contracts/conversion.ts';
import type { UserEvent } from './contracts/event.ts';
import type { Instant } from './contracts/instant.ts';
import type { TimeSpan } from './contracts/time-span.ts';
import {
  type ConvertingVersion,
  computeLastDeadline,
  type FormerConversion,
  getConversionSpan,
  getConversionStart,
} from './former-conversions.ts';
import { compileSelector, createSelectorKey } from './matching.ts';
import type { StepCounter } from './step-counter.ts';

/** A conversion event of a follow-up that an event is, and the dispatches that it can convert (R47). */
export interface MatchedConversion {
  readonly letter: ConversionLetter;
  /** The time after a dispatch within which the event converts it. */
  readonly within: TimeSpan;
  /** The versions whose messages it converts: from `since` on, and before `before`, if a later version changed it. */
  readonly since: number;
  readonly before?: number | undefined;
}

/** A function that returns the conversion events of a follow-up that an event is. The result has no meaning if the work is spent. */
export type MatchConversions = (event: UserEvent, steps: StepCounter) => readonly MatchedConversion[];

const NONE: readonly MatchedConversion[] = [];
const MATCHES_NONE: MatchConversions = () => NONE;

/** Compiles the conversion events of a published version, and the former ones that messages of earlier versions may still have. */
export function compileConversions(published: ConvertingVersion): MatchConversions {
  const { definition, formerConversions = [] } = published;
  const present = listConversions(definition.conversions).map(({ letter, conversion }) => ({
    ...{ letter, conversion, since: getConversionStart(published, letter), before: undefined },
    until: Number.POSITIVE_INFINITY,
  }));
  const compiled = [...present, ...formerConversions].map(({ letter, conversion, since, before, until }) => {
    const selector = getConversionSelector(conversion);
    const matches = compileSelector(selector);
    const matched: MatchedConversion = { letter, within: getConversionSpan(conversion), since, before };
    return { hasFilter: selector.where !== undefined, path: `conversions.${letter}.where`, matches, matched, until };
  });
  if (compiled.length === 0) return MATCHES_NONE;
  return (event, steps) =>
    compiled.flatMap(({ hasFilter, path, matches, matched, until }) => {
      if (event.at > until || (hasFilter && !steps.beginFilter(path))) return [];
      return matches(event, steps) ? [matched] : [];
    });
}

/** Returns whether messages of a published version, or of those before it, may be converted. */
export function hasConversions({ definition, formerConversions = [] }: ConvertingVersion): boolean {
  return formerConversions.length > 0 || listConversions(definition.conversions).length > 0;
}

/** A key that a follow-up listens under for conversions only, and the instant until which events under it count. */
export interface ConversionKey {
  readonly key: string;
  readonly until: Instant;
}

/** Returns the keys of former conversion events, each once, with the latest of their deadlines. */
export function listFormerKeys({ formerConversions = [] }: ConvertingVersion): ConversionKey[] {
  return mergeKeys(formerConversions);
}

/** Returns the keys of all conversion events of a published version, the former ones included, each once. */
export function listConversionKeys({ definition, formerConversions = [] }: ConvertingVersion): string[] {
  const all = [...listConversions(definition.conversions), ...formerConversions];
  return [...new Set(all.map(({ conversion }) => createSelectorKey(getConversionSelector(conversion))))];
}

/**
 * Returns the keys under which a publication that ended listens for conversions of the messages that left, each once, with the latest of
 * their deadlines.
 */
export function listKeysAfterEnd(published: ConvertingVersion, endedAt: Instant): ConversionKey[] {
  const present = listConversions(published.definition.conversions).map(({ conversion }) => ({
    conversion,
    until: computeLastDeadline(conversion, endedAt),
  }));
  return mergeKeys([...present, ...(published.formerConversions ?? [])]).filter(({ until }) => until > endedAt);
}

function mergeKeys(conversions: readonly Pick<FormerConversion, 'conversion' | 'until'>[]): ConversionKey[] {
  const merged = new Map<string, Instant>();
  for (const { conversion, until } of conversions) {
    const key = createSelectorKey(getConversionSelector(conversion));
    merged.set(key, Math.max(until, merged.get(key) ?? Number.NEGATIVE_INFINITY));
  }
  return [...merged].map(([key, until]) => ({ key, until }));
}
