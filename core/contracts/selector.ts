import * as v from 'valibot';
import {
  BEHAVIOR_NAMES,
  BEHAVIORS,
  type BehaviorName,
  INTERACTION_NAMES,
  INTERACTIONS,
  type InteractionName,
  NARROWINGS,
  type Narrowing,
} from './catalogue.ts';
import { closedObject } from './fault.ts';
import { isObject } from './object.ts';
import { formatInteger } from './whole-number.ts';

/** A MongoDB-style filter. */
export type Filter = Readonly<Record<string, unknown>>;

/** Which interactions with a campaign trigger a follow-up, or are its exception. */
export interface InteractionSelector extends Readonly<Partial<Record<Narrowing, string>>> {
  readonly interaction: InteractionName;
  readonly campaign: string;
  readonly where?: Filter;
  /** Suspected bot clicks count too (R63). */
  readonly includeSuspectedBots?: boolean;
}

/** Which behaviors trigger a follow-up, or are its exception. */
export interface BehaviorSelector {
  readonly behavior: BehaviorName;
  readonly name?: string;
  readonly productId?: string;
  readonly currency?: string;
  readonly where?: Filter;
  /** Purchases with a negative price count too. */
  readonly includeRefunds?: boolean;
}

export type Selector = InteractionSelector | BehaviorSelector;

/** The most characters of an id. */
export const MAX_ID_CHARACTERS = 256;

/** The most characters of other text in an event, such as a link. */
export const MAX_TEXT_CHARACTERS = 2_048;

/** An id: 1 to 256 characters, all of them whole. Half of one would be another after it was kept. */
export const idSchema = textSchema(MAX_ID_CHARACTERS);
const linkSchema = textSchema(MAX_TEXT_CHARACTERS);

function textSchema(max: number) {
  const expected = `text of 1 to ${formatInteger(max)} characters`;
  return v.pipe(
    v.string(expected),
    v.minLength(1, expected),
    v.maxCodePoints(max, expected),
    v.check((text) => text.isWellFormed(), 'text of whole characters (half of a surrogate pair is none)'),
  );
}

/** A filter's shape; what is in it is checked where filters are made. */
export const filterSchema = objectSchema('a filter: an object of fields and conditions');

/** An object of any fields, and no list (v.record takes a list for one, and drops fields). */
export function objectSchema(expected: string) {
  return v.custom<Filter>(isObject, expected);
}

/** The schema of one narrowing field: text, or one of its values. */
export function createNarrowingSchema(narrowing: Narrowing) {
  const values = NARROWINGS[narrowing];
  if (values !== undefined) return v.picklist(values, `one of ${values.join(', ')}`);
  return narrowing === 'linkUrl' ? linkSchema : idSchema;
}

const SELECTOR_EXPECTED = `one of the interactions ${INTERACTION_NAMES.join(', ')}; or a behavior: ${BEHAVIOR_NAMES.join(', ')}`;
const flagSchema = v.optional(v.boolean('true or false'));

type SelectorSchema = v.GenericSchema<unknown, Selector>;

function createInteractionSelectorSchema(name: InteractionName): SelectorSchema {
  const narrowings: readonly Narrowing[] = ['messageVariationId', ...INTERACTIONS[name].narrowedBy];
  return closedObject({
    interaction: v.literal(name),
    campaign: idSchema,
    ...Object.fromEntries(narrowings.map((narrowing) => [narrowing, v.optional(createNarrowingSchema(narrowing))])),
    where: v.optional(filterSchema),
    includeSuspectedBots: flagSchema,
  });
}

function createBehaviorSelectorSchema(name: BehaviorName): SelectorSchema {
  const fields = {
    behavior: v.literal(name),
    ...Object.fromEntries(BEHAVIORS[name].narrowedBy.map((field) => [field, v.optional(idSchema)])),
    where: v.optional(filterSchema),
  };
  return name === 'purchase.made' ? closedObject({ ...fields, includeRefunds: flagSchema }) : closedObject(fields);
}

/** One schema per interaction and behavior. */
export const SELECTOR_SCHEMAS: ReadonlyMap<unknown, SelectorSchema> = new Map<unknown, SelectorSchema>([
  ...INTERACTION_NAMES.map((name) => [name, createInteractionSelectorSchema(name)] as const),
  ...BEHAVIOR_NAMES.map((name) => [name, createBehaviorSelectorSchema(name)] as const),
]);

const unknownInteraction = v.object(
  { interaction: v.never(SELECTOR_EXPECTED), campaign: v.optional(idSchema, '') },
  SELECTOR_EXPECTED,
);
const unknownBehavior = v.object({ behavior: v.never(SELECTOR_EXPECTED) }, SELECTOR_EXPECTED);

/** A selector, read by the schema of the interaction or behavior that it names, so that its faults are about that one. */
export const selectorSchema: SelectorSchema = v.lazy((input) => {
  if (typeof input !== 'object' || input === null) return unknownInteraction;
  if ('behavior' in input && !('interaction' in input)) {
    return (isOneOf(BEHAVIOR_NAMES, input.behavior) && SELECTOR_SCHEMAS.get(input.behavior)) || unknownBehavior;
  }
  const named = 'interaction' in input && isOneOf(INTERACTION_NAMES, input.interaction);
  return (named && SELECTOR_SCHEMAS.get(input.interaction)) || unknownInteraction;
});

function isOneOf(names: readonly string[], name: unknown): boolean {
  return typeof name === 'string' && names.includes(name);
}
