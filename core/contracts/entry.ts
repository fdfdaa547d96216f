import * as v from 'valibot';
import { BEHAVIOR_NAMES, INTERACTION_NAMES, NARROWINGS, type Narrowing, namesOf } from './catalogue.ts';
import { open } from './fault.ts';
import { INSTANT_EXPECTED, readInstant } from './instant.ts';
import { idText, LONGEST_TEXT, narrowingSchema, plainObject } from './selector.ts';

/** The one bus. */
export const BUS_NAME = 'campaign-connector';

/** The words a person reads where the time of an entry was expected. */
export const TIME_EXPECTED = `${INSTANT_EXPECTED}; or Unix seconds`;

/** An EventBridge entry: what producers put on the bus. */
export const entrySchema = open({
  Source: idText,
  DetailType: v.string('text'),
  Detail: v.union([v.string(), plainObject('a JSON object')], 'a JSON object, or its text'),
  Time: v.nullish(v.union([v.string(), v.number()], TIME_EXPECTED)),
  EventBusName: v.optional(v.nullable(v.string('text'))),
});

const instantText = v.pipe(
  v.string(INSTANT_EXPECTED),
  v.check((text) => readInstant(text) !== undefined, INSTANT_EXPECTED),
);
const optionalId = v.nullish(idText);
const properties = v.nullish(plainObject('an object'));
const text = v.nullish(v.pipe(v.string('text'), v.maxCodePoints(LONGEST_TEXT, 'text of at most 2,048 characters')));

const narrowings = Object.fromEntries(
  namesOf(NARROWINGS).map((narrowing: Narrowing) => [
    narrowing,
    narrowing === 'linkUrl' ? text : v.nullish(narrowingSchema(narrowing)),
  ]),
);

/** The Detail of each DetailType we know. Unknown fields are ignored (R62). */
export const DETAILS = {
  'Campaign Interaction': open({
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
  'User Behavior': open({
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
  'User Profile Updated': open({
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
