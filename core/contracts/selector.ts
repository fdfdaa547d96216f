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
import { FIELD_PATH_EXPECTED, isFieldPath } from './field-path.ts';
import { formatInteger } from './format-integer.ts';
import { isObject } from './object.ts';

/** A MongoDB-style filter. */
export type Filter = Readonly<Record<string, unknown>>;

/** A selector of the interactions that are a trigger or an exception of a follow-up. */
export interface InteractionSelector extends Readonly<Partial<Record<Narrowing, string>>> {
  readonly interaction: InteractionName;
  readonly campaign: string;
  readonly where?: Filter;
  /** The fields that an exception compares with the trigger event (R39). */
  readonly sameAsTrigger?: readonly string[];
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
  /** The fields that an exception compares with the trigger event (R39). */
  readonly sameAsTrigger?: readonly string[];
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

/** The maximum number of fields that an exception compares with the trigger event. */
const MAX_COMPARED_FIELDS = 5;
const COMPARED_EXPECTED = `a list of 1 to ${MAX_COMPARED_FIELDS} fields`;
const comparedFieldsSchema = v.pipe(
  v.array(v.pipe(v.string(FIELD_PATH_EXPECTED), v.check(isFieldPath, FIELD_PATH_EXPECTED)), COMPARED_EXPECTED),
  v.minLength(1, COMPARED_EXPECTED),
  v.maxLength(MAX_COMPARED_FIELDS, COMPARED_EXPECTED),
  v.check((fields) => new Set(fields).size === fields.length, 'each field only once'),
);

type SelectorSchema = v.GenericSchema<unknown, Selector>;
/** The schemas of selectors, by interaction and behavior. */
export type SelectorSchemas = ReadonlyMap<unknown, SelectorSchema>;

/** The fields that only selectors of exceptions have. */
const EXCEPTION_FIELDS = { sameAsTrigger: v.optional(comparedFieldsSchema) };

function createInteractionSelectorSchema(name: InteractionName, more: v.ObjectEntries): SelectorSchema {
  const narrowings: readonly Narrowing[] = ['messageVariationId', ...INTERACTIONS[name].narrowedBy];
  return closedObject({
    interaction: v.literal(name),
    campaign: idSchema,
    ...Object.fromEntries(narrowings.map((narrowing) => [narrowing, v.optional(createNarrowingSchema(narrowing))])),
    where: v.optional(filterSchema),
    ...more,
    includeSuspectedBots: flagSchema,
  });
}

function createBehaviorSelectorSchema(name: BehaviorName, more: v.ObjectEntries): SelectorSchema {
  const fields = {
    behavior: v.literal(name),
    ...Object.fromEntries(BEHAVIORS[name].narrowedBy.map((field) => [field, v.optional(idSchema)])),
    where: v.optional(filterSchema),
    ...more,
  };
  return name === 'purchase.made' ? closedObject({ ...fields, includeRefunds: flagSchema }) : closedObject(fields);
}

/** Creates the schemas of selectors that have more fields than those of triggers. */
export function createSelectorSchemas(more: v.ObjectEntries): SelectorSchemas {
  return new Map<unknown, SelectorSchema>([
    ...INTERACTION_NAMES.map((name) => [name, createInteractionSelectorSchema(name, more)] as const),
    ...BEHAVIOR_NAMES.map((name) => [name, createBehaviorSelectorSchema(name, more)] as const),
  ]);
}

/** The schemas of selectors of triggers, by interaction and behavior. */
export const TRIGGER_SCHEMAS = createSelectorSchemas({});
/** The schemas of selectors of exceptions, by interaction and behavior. */
export const EXCEPTION_SCHEMAS = createSelectorSchemas(EXCEPTION_FIELDS);

const unknownInteraction = v.object(
  { interaction: v.never(SELECTOR_EXPECTED), campaign: v.optional(idSchema, '') },
  SELECTOR_EXPECTED,
);
const unknownBehavior = v.object({ behavior: v.never(SELECTOR_EXPECTED) }, SELECTOR_EXPECTED);
const comparedTrigger = v.object({
  behavior: v.optional(v.picklist(BEHAVIOR_NAMES), 'session.started'),
  sameAsTrigger: v.never('nothing: only an exception is compared with the trigger'),
});

/** The schema of a trigger's selector. It checks by the schema of the interaction or behavior that the selector names, so that faults are about that one. */
export const triggerSchema: SelectorSchema = v.lazy((input) =>
  typeof input === 'object' && input !== null && 'sameAsTrigger' in input
    ? comparedTrigger
    : findSelectorSchema(TRIGGER_SCHEMAS, input),
);

/** The schema of an exception's selector. */
export const exceptionSchema: SelectorSchema = v.lazy((input) => findSelectorSchema(EXCEPTION_SCHEMAS, input));

/** Returns the schema of the interaction or behavior that a selector names; of one that names none, the schema with the fault. */
export function findSelectorSchema(schemas: SelectorSchemas, input: unknown): SelectorSchema {
  if (typeof input !== 'object' || input === null) return unknownInteraction;
  if ('behavior' in input && !('interaction' in input)) {
    return (isOneOf(BEHAVIOR_NAMES, input.behavior) && schemas.get(input.behavior)) || unknownBehavior;
  }
  const named = 'interaction' in input && isOneOf(INTERACTION_NAMES, input.interaction);
  return (named && schemas.get(input.interaction)) || unknownInteraction;
}

function isOneOf(names: readonly string[], name: unknown): boolean {
  return typeof name === 'string' && names.includes(name);
}
