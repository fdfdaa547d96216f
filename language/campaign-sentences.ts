import type { BehaviorName, InteractionName, Narrowing } from '../core/contracts/catalogue.ts';
import type { Channel } from '../core/contracts/definition.ts';
import type { Weekday, ZoneOwner } from '../core/contracts/schedule-delay.ts';

/** The units of a span of time in a campaign file. */
export const SPAN_UNITS = ['second', 'minute', 'hour', 'day', 'week'] as const;
export type SpanUnit = (typeof SPAN_UNITS)[number];

/** The operators of a filter that have words of their own; a condition with another one is shown as it is written. */
export const WORDED_OPERATORS = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin'] as const;
export type WordedOperator = (typeof WORDED_OPERATORS)[number];

/** The phrases that describe a campaign in one language: an interaction, a behavior or a channel without a phrase does not compile. */
export interface CampaignSentences {
  /** The language tag by which lists are joined. */
  readonly locale: string;
  readonly interactions: Readonly<Record<InteractionName, (campaign: string) => string>>;
  readonly behaviors: Readonly<Record<BehaviorName, string>>;
  readonly channels: Readonly<Record<Channel, string>>;
  /** The names of the fields that narrow a trigger or an exception. */
  readonly narrowings: Readonly<Record<Narrowing | 'name' | 'productId' | 'currency', string>>;
  readonly narrowed: (field: string, value: string) => string;
  readonly where: (conditions: string) => string;
  readonly sameAsTrigger: (fields: string) => string;
  readonly includesSuspectedBots: string;
  readonly includesRefunds: string;
  readonly conditions: Readonly<Record<WordedOperator, (field: string, value: string) => string>>;
  readonly exists: (field: string, doesExist: boolean) => string;
  readonly spans: Readonly<Record<SpanUnit, (count: number) => string>>;
  readonly zones: Readonly<Record<ZoneOwner, string>>;
  /** The next day of each name. */
  readonly nextDays: Readonly<Record<Weekday, string>>;
  readonly nextWeekday: (day: string, at: string, zone: string) => string;
  readonly afterDays: (span: string, at: string, zone: string) => string;
  readonly sentElsewhere: string;
  readonly immediately: (triggers: string, messages: string) => string;
  readonly afterSpan: (triggers: string, span: string, messages: string) => string;
  readonly untilTime: (triggers: string, time: string, messages: string) => string;
  readonly variants: (shares: string) => string;
  readonly exceptions: (exceptions: string) => string;
  readonly audience: (conditions: string, isRechecked: boolean) => string;
  readonly controlGroup: (percent: string) => string;
  readonly quietHours: (from: string, to: string, then: 'hold' | 'withhold') => string;
  readonly duration: (start: string | undefined, end: string | undefined) => string;
  readonly reeligibility: {
    readonly never: string;
    readonly immediately: string;
    readonly after: (span: string) => string;
  };
  readonly transactional: string;
}
