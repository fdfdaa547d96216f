import * as v from 'valibot';
import { type ConversionDefinitions, conversionsSchema, conversionsUnionSchema } from './conversion.ts';
import { type CampaignDuration, type Duration, durationSchema, parseDuration } from './duration.ts';
import { closedObject } from './fault.ts';
import { MESSAGE_SCHEMAS } from './message-schemas.ts';
import { isObject } from './object.ts';
import { type QuietHours, quietHoursSchema } from './quiet-hours.ts';
import { delaySchema, delayUnionSchema, type ScheduleDelay } from './schedule-delay.ts';
import {
  EXCEPTION_SCHEMAS,
  exceptionSchema,
  type Filter,
  filterSchema,
  type Selector,
  TRIGGER_SCHEMAS,
  triggerSchema,
} from './selector.ts';
import { DAY, parseTimeSpan, SECOND, TIME_SPAN_EXPECTED, TIME_SPAN_PATTERN, type TimeSpan } from './time-span.ts';
import { createVariantsSchema, percentSchema, type Variant } from './variants.ts';
import { hasVisibleCharacter } from './visible-character.ts';

export const CHANNELS = ['email', 'sms', 'push', 'webhook', 'in_app_message', 'content_card'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The part of a campaign in the frequency caps: its messages are capped and count, or neither, or they only count. */
type FrequencyCapsOfCampaign = 'apply' | 'ignore' | { readonly ignore: true; readonly count: true };

const PURPOSES = ['marketing', 'transactional'] as const;
type Purpose = (typeof PURPOSES)[number];

/** The greatest lateness that a campaign may allow for its messages (R27). */
export const MAX_STALENESS: TimeSpan = 360 * DAY;
/** The longest re-eligibility (R41). */
export const MAX_REELIGIBILITY: TimeSpan = 720 * DAY;

/** A message of a campaign: the Liquid template of each field. */
export type MessageTemplate = { readonly channel: Channel } & Readonly<Record<string, unknown>>;

/** A follow-up campaign as its file defines it, with defaults filled in. */
export interface FollowUpDefinition {
  readonly id: string;
  readonly name: string;
  readonly triggers: readonly Selector[];
  readonly delay: ScheduleDelay;
  readonly exceptions: readonly Selector[];
  readonly audience: 'everyone' | Filter;
  readonly recheckAudience: boolean;
  readonly reeligibility: string;
  readonly staleAfter: string;
  readonly precision?: string;
  readonly duration?: CampaignDuration;
  /** The quiet hours of the campaign. Absent, those of the installation hold; "none" opts out of them (R26). */
  readonly quietHours?: 'none' | QuietHours;
  /** The part of the messages in the frequency caps: applied if absent. Transactional ones ignore them (R45). */
  readonly frequencyCaps?: FrequencyCapsOfCampaign;
  /** The purpose of the messages: marketing if absent. Transactional ones need no consent (R82). */
  readonly purpose?: Purpose;
  /** The treatment of the message of a user whose opens are not tracked, so that an exception `email.opened` cannot cancel it (R94). */
  readonly untracked?: 'send' | 'withhold';
  /** The conversion events, by letter (R47). */
  readonly conversions?: ConversionDefinitions;
  /** True if the campaign has statistics although nothing of it is measured: it has neither a control group, nor variants, nor conversions (R48). */
  readonly statistics?: boolean;
  /** The share of the users in percent who are sent nothing, so that the others can be compared with them (R46). */
  readonly controlGroup?: number;
  /** The messages of all users; absent if there are variants. */
  readonly messages?: readonly MessageTemplate[];
  /** The variants, each with the messages of a share of the users (R46); absent if there are messages. */
  readonly variants?: readonly Variant<MessageTemplate>[];
}

/** A target campaign that another tool sends. It is registered only for its status (R7). */
export interface SentElsewhereDefinition {
  readonly id: string;
  readonly name: string;
  readonly sentElsewhere: true;
}

export type Definition = FollowUpDefinition | SentElsewhereDefinition;

/** The schema of a campaign's id. It is short and plain because names of waves contain it. */
const campaignId = v.pipe(
  v.string('an id of a-z, 0-9 and -, at most 48 characters'),
  v.regex(/^[a-z0-9-]{1,48}$/, 'an id of a-z, 0-9 and -, at most 48 characters'),
);

/** Returns whether a text can be the id of a campaign. */
export function isCampaignId(text: string): boolean {
  return v.is(campaignId, text);
}

const name = v.pipe(
  v.string('a name of 1 to 200 characters'),
  v.minLength(1, 'a name of 1 to 200 characters'),
  v.maxCodePoints(200, 'a name of 1 to 200 characters'),
  v.check((text) => text === '' || hasVisibleCharacter(text), 'a name with a visible character'),
);

const timeSpanSchema = (max: TimeSpan, expected: string) =>
  v.pipe(
    v.string(expected),
    v.regex(TIME_SPAN_PATTERN, expected),
    v.check((text) => (parseTimeSpan(text) ?? 0) <= max, expected),
  );
/** Creates the schema of a span, or of a word that may replace it. */
const timeSpanOrWordSchema = <const Word extends string>(words: readonly Word[], max: TimeSpan, maxText: string) => {
  const expected = `${words.map((word) => `"${word}", `).join('')}${words.length > 0 ? 'or ' : ''}${TIME_SPAN_EXPECTED}, at most ${maxText}`;
  return v.union([v.picklist(words), timeSpanSchema(max, expected)], expected);
};

/** The schema of a message. */
export const messageSchema = v.variant(
  'channel',
  MESSAGE_SCHEMAS,
  `a message whose channel is one of ${CHANNELS.join(', ')}`,
);

const listSchema = <const Item extends v.GenericSchema>(item: Item, min: number, max: number) => {
  const expected = `a list of ${min} to ${max}`;
  return v.pipe(v.array(item, expected), v.minLength(min, expected), v.maxLength(max, expected));
};

const QUIET_EXPECTED = 'none, or quiet hours, such as { from: "22:00", to: "08:00", then: hold }';
/** The schema of quiet hours, with the faults of the form that was meant. */
const quietHours = v.lazy((input) => (isObject(input) ? quietHoursSchema : v.literal('none', QUIET_EXPECTED)));
/** The same as one union. The JSON Schema is generated from it. */
const quietHoursUnion = v.union([v.literal('none'), quietHoursSchema]);

const CAPS_EXPECTED = 'apply, ignore, or { ignore: true, count: true }';
const frequencyCaps = v.union(
  [
    v.picklist(['apply', 'ignore']),
    closedObject({ ignore: v.literal(true, CAPS_EXPECTED), count: v.literal(true, CAPS_EXPECTED) }),
  ],
  CAPS_EXPECTED,
);

/** The schemas of fields that have several forms: each form by itself for a check, and one union for the JSON Schema. */
interface FieldForms {
  readonly trigger: v.GenericSchema<unknown, Selector>;
  readonly exception: v.GenericSchema<unknown, Selector>;
  readonly delay: v.GenericSchema<unknown, ScheduleDelay>;
  readonly quiet: v.GenericSchema<unknown, 'none' | QuietHours>;
}

const messages = listSchema(messageSchema, 1, 10);
const MESSAGES_EXPECTED = 'a list of 1 to 10, or variants with messages of their own';

/** Returns what is expected of the messages of a campaign that has neither messages nor variants, or both; undefined if it has one. */
function findFormProblem(input: Readonly<Record<string, unknown>>): string | undefined {
  const hasVariants = input['variants'] !== undefined;
  if ((input['messages'] !== undefined) !== hasVariants) return undefined;
  return hasVariants ? 'none beside variants, which have messages of their own' : MESSAGES_EXPECTED;
}

function followUpSchema<Conversions>(
  { trigger, exception, delay, quiet }: FieldForms,
  conversions: v.GenericSchema<unknown, Conversions>,
) {
  const fields = closedObject({
    id: campaignId,
    name,
    triggers: listSchema(trigger, 1, 20),
    delay: v.optional(delay, 'none'),
    exceptions: v.optional(listSchema(exception, 0, 20), []),
    audience: v.optional(
      v.union([v.literal('everyone'), filterSchema], '"everyone", or a filter on attributes'),
      'everyone',
    ),
    recheckAudience: v.optional(v.boolean('true or false'), false),
    reeligibility: v.optional(timeSpanOrWordSchema(['never', 'immediately'], MAX_REELIGIBILITY, '720 days'), 'never'),
    staleAfter: v.optional(timeSpanSchema(MAX_STALENESS, `${TIME_SPAN_EXPECTED}, at most 360 days`), '72 hours'),
    precision: v.optional(v.literal('1 second', '"1 second"')),
    duration: v.optional(durationSchema),
    quietHours: v.optional(quiet),
    frequencyCaps: v.optional(frequencyCaps),
    purpose: v.optional(v.picklist(PURPOSES, 'marketing or transactional')),
    untracked: v.optional(v.picklist(['send', 'withhold'], 'send or withhold')),
    conversions: v.optional(conversions),
    statistics: v.optional(v.boolean('true or false')),
    controlGroup: v.optional(percentSchema),
    messages: v.optional(messages),
    variants: v.optional(createVariantsSchema(messages)),
  });
  return v.pipe(
    fields,
    v.rawCheck(({ dataset: { value }, addIssue }) => {
      if (!isObject(value)) return;
      const input = { ...value };
      const message = findFormProblem(input);
      if (message === undefined) return;
      const found = input['messages'];
      addIssue({
        input: found,
        message,
        path: [{ type: 'object', origin: 'value', input, key: 'messages', value: found }],
      });
    }),
  );
}

const followUp = followUpSchema(
  { trigger: triggerSchema, exception: exceptionSchema, delay: delaySchema, quiet: quietHours },
  conversionsSchema,
);
const elsewhere = closedObject({ id: campaignId, name, sentElsewhere: v.literal(true, 'true') });

/** The schema of a campaign file. */
export const definitionSchema: v.GenericSchema<unknown, Definition> = v.lazy((input) =>
  typeof input === 'object' && input !== null && 'sentElsewhere' in input ? elsewhere : followUp,
);

/** The schemas of the selectors of triggers and of exceptions, each as one union of all kinds of selectors. */
export const SELECTOR_UNIONS = {
  trigger: v.union([...TRIGGER_SCHEMAS.values()]),
  exception: v.union([...EXCEPTION_SCHEMAS.values()]),
} as const;

/** The schema of a campaign file, as one union. The JSON Schema is generated from it. */
export const definitionUnionSchema = v.union([
  followUpSchema({ ...SELECTOR_UNIONS, delay: delayUnionSchema, quiet: quietHoursUnion }, conversionsUnionSchema),
  elsewhere,
]);

/** Returns whether a campaign is a follow-up, and not one that another tool sends. */
export function isFollowUp(definition: Definition): definition is FollowUpDefinition {
  return 'triggers' in definition;
}

/** Returns whether the messages of a campaign need no consent, and carry no way to unsubscribe (R82, R85). */
export function isTransactional({ purpose }: FollowUpDefinition): boolean {
  return purpose === 'transactional';
}

/** Returns the re-eligibility: `undefined` means never (R40), 0 means immediately (R41). */
export function getReeligibility(definition: FollowUpDefinition): TimeSpan | undefined {
  return definition.reeligibility === 'never' ? undefined : (parseTimeSpan(definition.reeligibility) ?? 0);
}

/** Returns how late a message may leave (R27). */
export function getStaleAfter(definition: FollowUpDefinition): TimeSpan {
  return parseTimeSpan(definition.staleAfter) ?? 0;
}

/** Returns the width of the windows that the campaign asks for, if it asks for one. */
export function getPrecision(definition: FollowUpDefinition): TimeSpan | undefined {
  return definition.precision === undefined ? undefined : SECOND;
}

/** Returns the duration of the campaign; undefined if it has none (R25). */
export function getDuration({ duration }: FollowUpDefinition): Duration | undefined {
  return duration === undefined ? undefined : parseDuration(duration);
}
