import * as v from 'valibot';
import { BEHAVIOR_NAMES, INTERACTION_NAMES, NARROWINGS, type Narrowing, namesOf } from './catalogue.ts';
import { INSTANT_EXPECTED, readInstant } from './instant.ts';
import { idText, narrowingSchema, plainObject } from './selector.ts';

/** The one bus. */
export const BUS_NAME = 'campaign-connector';

/** An EventBridge entry: what producers put on the bus. */
export const entrySchema = v.object({
  Source: idText,
  DetailType: v.string('text'),
  Detail: v.union([v.string(), v.record(v.string(), v.unknown())], 'a JSON object, or its text'),
  Time: v.optional(v.union([v.string(), v.number()], INSTANT_EXPECTED)),
  EventBusName: v.optional(v.nullable(v.string('text'))),
});

const instantText = v.pipe(
  v.string(INSTANT_EXPECTED),
  v.check((text) => readInstant(text) !== undefined, INSTANT_EXPECTED),
);
const optionalId = v.nullish(idText);
const properties = v.nullish(plainObject('an object'));
const text = v.nullish(v.pipe(v.string('text'), v.maxCodePoints(2_048, 'text of at most 2,048 characters')));

const narrowings = Object.fromEntries(
  namesOf(NARROWINGS).map((narrowing: Narrowing) => [
    narrowing,
    narrowing === 'linkUrl' ? text : v.nullish(narrowingSchema(narrowing)),
  ]),
);

/** The Detail of each DetailType we know. Unknown fields are ignored (R62). */
export const DETAILS = {
  'Campaign Interaction': v.looseObject({
    userId: idText,
    interaction: v.picklist(INTERACTION_NAMES, `one of ${INTERACTION_NAMES.join(', ')}`),
    campaignId: idText,
    id: optionalId,
    occurredAt: v.nullish(instantText),
    dispatchId: optionalId,
    ...narrowings,
    suspectedBot: v.nullish(v.boolean('true, false or null')),
    timeZone: text,
    properties,
  }),
  'User Behavior': v.looseObject({
    userId: idText,
    behavior: v.picklist(BEHAVIOR_NAMES, `one of ${BEHAVIOR_NAMES.join(', ')}`),
    id: optionalId,
    occurredAt: v.nullish(instantText),
    name: optionalId,
    productId: optionalId,
    price: v.nullish(v.pipe(v.number('a number'), v.finite('a number'))),
    currency: text,
    properties,
  }),
  'User Profile Updated': v.looseObject({
    userId: idText,
    id: optionalId,
    attributes: plainObject('an object of attributes'),
    occurredAt: v.nullish(instantText),
    timeZone: text,
    email: text,
    phone: text,
  }),
} as const;

export type DetailType = keyof typeof DETAILS;
export const DETAIL_TYPES = namesOf(DETAILS);
