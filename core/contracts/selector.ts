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
import { closed } from './fault.ts';
import { isObject } from './object.ts';
import { writeWhole } from './whole-number.ts';

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
export const LONGEST_ID = 256;

/** The most characters of other text in an event, such as a link. */
export const LONGEST_TEXT = 2_048;

/** An id: 1 to 256 characters, all of them whole. Half of one would be another after it was kept. */
export const idText = wholeText(LONGEST_ID);
const linkText = wholeText(LONGEST_TEXT);

function wholeText(most: number) {
  const expected = `text of 1 to ${writeWhole(most)} characters`;
  return v.pipe(
    v.string(expected),
    v.minLength(1, expected),
    v.maxCodePoints(most, expected),
    v.check((text) => text.isWellFormed(), 'text of whole characters (half of a surrogate pair is none)'),
  );
}

/** A filter's shape; what is in it is checked where filters are made. */
export const filterObject = plainObject('a filter: an object of fields and conditions');

/** An object of any fields, and no list (v.record takes a list for one, and drops fields). */
export function plainObject(expected: string) {
  return v.custom<Filter>(isObject, expected);
}

/** The schema of one narrowing field: text, or one of its values. */
export function narrowingSchema(narrowing: Narrowing) {
  const values = NARROWINGS[narrowing];
  if (values !== undefined) return v.picklist(values, `one of ${values.join(', ')}`);
  return narrowing === 'linkUrl' ? linkText : idText;
}

const known = `one of the interactions ${INTERACTION_NAMES.join(', ')}; or a behavior: ${BEHAVIOR_NAMES.join(', ')}`;
const flag = v.optional(v.boolean('true or false'));

type SelectorSchema = v.GenericSchema<unknown, Selector>;

function interactionSelector(name: InteractionName): SelectorSchema {
  const narrowings: readonly Narrowing[] = ['messageVariationId', ...INTERACTIONS[name].narrowedBy];
  return closed({
    interaction: v.literal(name),
    campaign: idText,
    ...Object.fromEntries(narrowings.map((narrowing) => [narrowing, v.optional(narrowingSchema(narrowing))])),
    where: v.optional(filterObject),
    includeSuspectedBots: flag,
  });
}

function behaviorSelector(name: BehaviorName): SelectorSchema {
  const fields = {
    behavior: v.literal(name),
    ...Object.fromEntries(BEHAVIORS[name].narrowedBy.map((field) => [field, v.optional(idText)])),
    where: v.optional(filterObject),
  };
  return name === 'purchase.made' ? closed({ ...fields, includeRefunds: flag }) : closed(fields);
}

/** One schema per interaction and behavior. */
export const SELECTOR_SCHEMAS: ReadonlyMap<unknown, SelectorSchema> = new Map<unknown, SelectorSchema>([
  ...INTERACTION_NAMES.map((name) => [name, interactionSelector(name)] as const),
  ...BEHAVIOR_NAMES.map((name) => [name, behaviorSelector(name)] as const),
]);

const unknownInteraction = v.object({ interaction: v.never(known), campaign: v.optional(idText, '') }, known);
const unknownBehavior = v.object({ behavior: v.never(known) }, known);

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
