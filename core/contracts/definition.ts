import * as v from 'valibot';
import { closed } from './fault.ts';
import { headersSchema } from './headers.ts';
import { type Filter, filterObject, SELECTOR_SCHEMAS, type Selector, selectorSchema } from './selector.ts';
import { DAY, readSpan, SECOND, SPAN_EXPECTED, SPAN_PATTERN, type Span } from './span.ts';
import { hasVisibleCharacter } from './visible.ts';
import { writeWhole } from './whole-number.ts';

export const CHANNELS = ['email', 'sms', 'push', 'webhook', 'in_app_message', 'content_card'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The longest schedule delay (R24). */
export const LONGEST_DELAY: Span = 360 * DAY;
/** How late a message may be allowed to leave at most (R27). */
export const LONGEST_STALENESS: Span = 360 * DAY;
/** The longest re-eligibility window (R41). */
export const LONGEST_WINDOW: Span = 720 * DAY;

/** A message of a campaign: Liquid templates by field. */
export type MessageTemplate = { readonly channel: Channel } & Readonly<Record<string, unknown>>;

/** A follow-up campaign as its file says it, defaults filled in. */
export interface FollowUpDefinition {
  readonly id: string;
  readonly name: string;
  readonly triggers: readonly Selector[];
  readonly delay: string;
  readonly exceptions: readonly Selector[];
  readonly audience: 'everyone' | Filter;
  readonly recheckAudience: boolean;
  readonly reeligibility: string;
  readonly staleAfter: string;
  readonly precision?: string;
  readonly messages: readonly MessageTemplate[];
}

/** A target campaign that another tool sends: registered for its status only (R7). */
export interface ElsewhereDefinition {
  readonly id: string;
  readonly name: string;
  readonly sentElsewhere: true;
}

export type Definition = FollowUpDefinition | ElsewhereDefinition;

/** A campaign's id: it names waves, so it is short and plain. */
const campaignId = v.pipe(
  v.string('an id of a-z, 0-9 and -, at most 48 characters'),
  v.regex(/^[a-z0-9-]{1,48}$/, 'an id of a-z, 0-9 and -, at most 48 characters'),
);
const name = v.pipe(
  v.string('a name of 1 to 200 characters'),
  v.minLength(1, 'a name of 1 to 200 characters'),
  v.maxCodePoints(200, 'a name of 1 to 200 characters'),
  v.check((text) => text === '' || hasVisibleCharacter(text), 'a name with a visible character'),
);

const spanText = (atMost: Span, expected: string) =>
  v.pipe(
    v.string(expected),
    v.regex(SPAN_PATTERN, expected),
    v.check((text) => (readSpan(text) ?? 0) <= atMost, expected),
  );
/** A span, or one of the words that stand in its place. */
const spanOr = <const Word extends string>(words: readonly Word[], atMost: Span, most: string) => {
  const expected = `${words.map((word) => `"${word}", `).join('')}${words.length > 0 ? 'or ' : ''}${SPAN_EXPECTED}, at most ${most}`;
  return v.union([v.picklist(words), spanText(atMost, expected)], (issue) => `${expected}${hint(issue.input)}`);
};
const hint = (input: unknown) =>
  typeof input === 'object' && input !== null ? ' (calendar delays are not supported yet)' : '';

const template = (most: number) => {
  const expected = `a Liquid template of 1 to ${writeWhole(most)} characters`;
  return v.pipe(v.string(expected), v.minLength(1, expected), v.maxCodePoints(most, expected));
};
const short = template(1_000);
const body = template(60_000);
const url = template(2_000);
const card = { body, title: v.optional(short), url: v.optional(url) };

const MESSAGE_SCHEMAS = [
  closed({ channel: v.literal('email'), subject: short, body }),
  closed({ channel: v.literal('sms'), body: template(1_600) }),
  closed({ channel: v.literal('push'), body: short, title: v.optional(short) }),
  closed({
    channel: v.literal('webhook'),
    url,
    method: v.optional(v.picklist(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], 'GET, POST, PUT, PATCH or DELETE')),
    body: v.optional(body),
    headers: v.optional(headersSchema(short)),
  }),
  closed({ channel: v.literal('in_app_message'), ...card }),
  closed({ channel: v.literal('content_card'), ...card }),
] as const;

/** By channel: the fields without which a message is none (R76). */
export const REQUIRED_FIELDS: ReadonlyMap<Channel, readonly string[]> = new Map(
  MESSAGE_SCHEMAS.map(({ entries: { channel, ...fields } }) => [
    channel.literal,
    Object.entries(fields).flatMap(([field, { type }]) => (type === 'optional' ? [] : [field])),
  ]),
);

const message = v.variant('channel', MESSAGE_SCHEMAS, `a message whose channel is one of ${CHANNELS.join(', ')}`);

const list = <const Item extends v.GenericSchema>(item: Item, least: number, most: number) => {
  const expected = `a list of ${least} to ${most}`;
  return v.pipe(v.array(item, expected), v.minLength(least, expected), v.maxLength(most, expected));
};

function followUpSchema(selector: v.GenericSchema<unknown, Selector>) {
  return closed({
    id: campaignId,
    name,
    triggers: list(selector, 1, 20),
    delay: v.optional(spanOr(['none'], LONGEST_DELAY, '360 days'), 'none'),
    exceptions: v.optional(list(selector, 0, 20), []),
    audience: v.optional(
      v.union([v.literal('everyone'), filterObject], '"everyone", or a filter on attributes'),
      'everyone',
    ),
    recheckAudience: v.optional(v.boolean('true or false'), false),
    reeligibility: v.optional(spanOr(['never', 'immediately'], LONGEST_WINDOW, '720 days'), 'never'),
    staleAfter: v.optional(spanText(LONGEST_STALENESS, `${SPAN_EXPECTED}, at most 360 days`), '72 hours'),
    precision: v.optional(v.literal('1 second', '"1 second"')),
    messages: list(message, 1, 10),
  });
}

const followUp = followUpSchema(selectorSchema);
const elsewhere = closed({ id: campaignId, name, sentElsewhere: v.literal(true, 'true') });

/** A campaign file. */
export const definitionSchema: v.GenericSchema<unknown, Definition> = v.lazy((input) =>
  typeof input === 'object' && input !== null && 'sentElsewhere' in input ? elsewhere : followUp,
);

/** Every selector there is. */
export const selectorAlternatives = v.union([...SELECTOR_SCHEMAS.values()]);

/** The same, with its alternatives written out: what the JSON Schema is generated from. */
export const definitionAlternatives = v.union([followUpSchema(selectorAlternatives), elsewhere]);

/** Tells the campaigns that send from those another tool sends. */
export function isFollowUp(definition: Definition): definition is FollowUpDefinition {
  return 'triggers' in definition;
}

/** The schedule delay as a span; 0 is none (R20). */
export function delayOf(definition: FollowUpDefinition): Span {
  return readSpan(definition.delay) ?? 0;
}

/** The re-eligibility window; undefined is never (R40), 0 immediately (R41). */
export function windowOf(definition: FollowUpDefinition): Span | undefined {
  return definition.reeligibility === 'never' ? undefined : (readSpan(definition.reeligibility) ?? 0);
}

/** How late a message may leave (R27). */
export function staleAfterOf(definition: FollowUpDefinition): Span {
  return readSpan(definition.staleAfter) ?? 0;
}

/** How finely waves are cut, where the campaign asks. */
export function precisionOf(definition: FollowUpDefinition): Span | undefined {
  return definition.precision === undefined ? undefined : SECOND;
}
