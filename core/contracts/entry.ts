import * as v from 'valibot';
import { BEHAVIOR_NAMES, INTERACTION_NAMES, listKeys, NARROWINGS, type Narrowing } from './catalogue.ts';
import { profileConsentSchema } from './consent.ts';
import { openObject } from './fault.ts';
import { INSTANT_EXPECTED, parseInstant } from './instant.ts';
import { createNarrowingSchema, idSchema, MAX_TEXT_CHARACTERS, objectSchema } from './selector.ts';

/** The name of the bus. */
export const BUS_NAME = 'campaign-connector';

/** The description of the time of an entry, for messages about faults. */
export const TIME_EXPECTED = `${INSTANT_EXPECTED}; or Unix seconds`;

/** The schema of an EventBridge entry, as producers put it on the bus. */
export const entrySchema = openObject({
  Source: idSchema,
  DetailType: v.string('text'),
  Detail: v.union([v.string(), objectSchema('a JSON object')], 'a JSON object, or its text'),
  Time: v.nullish(v.union([v.string(), v.number()], TIME_EXPECTED)),
  EventBusName: v.optional(v.nullable(v.string('text'))),
});

const instantText = v.pipe(
  v.string(INSTANT_EXPECTED),
  v.check((text) => parseInstant(text) !== undefined, INSTANT_EXPECTED),
);
const optionalId = v.nullish(idSchema);
const properties = v.nullish(objectSchema('an object'));
const text = v.nullish(
  v.pipe(v.string('text'), v.maxCodePoints(MAX_TEXT_CHARACTERS, 'text of at most 2,048 characters')),
);

const narrowings = Object.fromEntries(
  listKeys(NARROWINGS).map((narrowing: Narrowing) => [
    narrowing,
    narrowing === 'linkUrl' ? text : v.nullish(createNarrowingSchema(narrowing)),
  ]),
);

/** The schemas of the Detail, by DetailType. Unknown fields are ignored (R62). */
export const DETAIL_SCHEMAS = {
  'Campaign Interaction': openObject({
    userId: idSchema,
    interaction: v.picklist(INTERACTION_NAMES, `one of ${INTERACTION_NAMES.join(', ')}`),
    campaignId: idSchema,
    id: optionalId,
    occurredAt: v.nullish(instantText),
    dispatchId: optionalId,
    ...narrowings,
    suspectedBot: v.nullish(v.boolean('true, false or null')),
    timeZone: text,
    properties,
  }),
  'User Behavior': openObject({
    userId: idSchema,
    behavior: v.picklist(BEHAVIOR_NAMES, `one of ${BEHAVIOR_NAMES.join(', ')}`),
    id: optionalId,
    occurredAt: v.nullish(instantText),
    name: optionalId,
    productId: optionalId,
    price: v.nullish(v.pipe(v.number('a number'), v.finite('a number'))),
    currency: text,
    timeZone: text,
    properties,
  }),
  'User Profile Updated': openObject({
    userId: idSchema,
    id: optionalId,
    attributes: objectSchema('an object of attributes'),
    occurredAt: v.nullish(instantText),
    timeZone: text,
    language: text,
    email: text,
    phone: text,
    consent: v.nullish(profileConsentSchema),
    consentEvidence: text,
  }),
  'User Deleted': openObject({
    userId: idSchema,
    id: optionalId,
    occurredAt: v.nullish(instantText),
  }),
  'Users Merged': openObject({
    fromUserId: idSchema,
    intoUserId: idSchema,
    id: optionalId,
    occurredAt: v.nullish(instantText),
  }),
} as const;

export type DetailType = keyof typeof DETAIL_SCHEMAS;
export const DETAIL_TYPES = listKeys(DETAIL_SCHEMAS);
