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
import { formatInteger } from './format-integer.ts';
import { isObject } from './object.ts';

/** A MongoDB-style filter. */
export type Filter = Readonly<Record<string, unknown>>;

/** A selector of the interactions that are a trigger or an exception of a follow-up. */
export interface InteractionSelector extends Readonly<Partial<Record<Narrowing, string>>> {
  readonly interaction: InteractionName;
  readonly campaign: string;
  readonly where?: Filter;
  /** True if suspected clicks of bots count too (R63). */
  readonly includeSuspectedBots?: boolean;
}

/** A selector of the behaviors that are a trigger or an exception of a follow-up. */
export interface BehaviorSelector {
  readonly behavior: BehaviorName;
  readonly name?: string;
  readonly productId?: string;
  readonly currency?: string;
  readonly where?: Filter;
  /** True if purchases with a negative price count too. */
  readonly includeRefunds?: boolean;
}

export type Selector = InteractionSelector | BehaviorSelector;

/** The maximum number of characters of an id. */
export const MAX_ID_CHARACTERS = 256;

/** The maximum number of characters of other text in an event, such as a link. */
export const MAX_TEXT_CHARACTERS = 2_048;

/** The schema of an id: 1 to 256 whole characters. Half of a character would be a different one after it was stored. */
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

/** The schema of the object that holds a filter. Its content is checked where filters are compiled. */
export const filterSchema = objectSchema('a filter: an object of fields and conditions');

/** Creates the schema of an object of any fields. v.record would accept a list, and drop fields. */
export function objectSchema(expected: string) {
  return v.custom<Filter>(isObject, expected);
}

/** Creates the schema of a narrowing field: text, or one of its values. */
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

/** The schemas of selectors, by interaction and behavior. */
export const SELECTOR_SCHEMAS: ReadonlyMap<unknown, SelectorSchema> = new Map<unknown, SelectorSchema>([
  ...INTERACTION_NAMES.map((name) => [name, createInteractionSelectorSchema(name)] as const),
  ...BEHAVIOR_NAMES.map((name) => [name, createBehaviorSelectorSchema(name)] as const),
]);

const unknownInteraction = v.object(
  { interaction: v.never(SELECTOR_EXPECTED), campaign: v.optional(idSchema, '') },
  SELECTOR_EXPECTED,
);
const unknownBehavior = v.object({ behavior: v.never(SELECTOR_EXPECTED) }, SELECTOR_EXPECTED);

/** The schema of a selector. It checks by the schema of the interaction or behavior that the selector names, so that faults are about that one. */
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
