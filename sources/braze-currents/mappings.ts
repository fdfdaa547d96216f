import {
  BEHAVIOR_NAMES,
  BEHAVIORS,
  type BehaviorName,
  INTERACTION_NAMES,
  INTERACTIONS,
  type InteractionKind,
  type PropertyTest,
} from '../../core/contracts/catalogue.ts';

/** The properties of a record, and the fields of our Detail. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field of our Detail, and the property of the record that it is read from. */
type PropertyCopy = readonly [field: string, property: string];

/** A rule that makes an interaction or a behavior from records of one event type. */
export interface CurrentsMapping {
  readonly type: string;
  readonly detailType: 'Campaign Interaction' | 'User Behavior';
  readonly fixedFields: Fields;
  readonly copies: readonly PropertyCopy[];
  readonly tests: readonly (readonly [property: string, test: PropertyTest])[];
}

const INTERACTION_COPIES: readonly PropertyCopy[] = [
  ['campaignId', 'campaign_id'],
  ['messageVariationId', 'message_variation_id'],
  ['dispatchId', 'dispatch_id'],
];

const BEHAVIOR_COPIES: Readonly<Record<BehaviorName, readonly PropertyCopy[]>> = {
  'purchase.made': [
    ['productId', 'product_id'],
    ['price', 'price'],
    ['currency', 'currency'],
    ['properties', 'purchase_properties'],
  ],
  'custom_event.performed': [
    ['name', 'name'],
    ['properties', 'custom_properties'],
  ],
  'session.started': [],
};

const INTERACTION_MAPPINGS = INTERACTION_NAMES.flatMap((interaction) => {
  const interactionKind: InteractionKind = INTERACTIONS[interaction];
  return interactionKind.currents.map(
    ({ type, sets, reads, when }): CurrentsMapping => ({
      type,
      detailType: 'Campaign Interaction',
      fixedFields: { interaction, ...sets },
      copies: [...INTERACTION_COPIES, ...Object.entries(reads ?? {})],
      tests: Object.entries(when ?? {}),
    }),
  );
});

const BEHAVIOR_MAPPINGS = BEHAVIOR_NAMES.map(
  (behavior): CurrentsMapping => ({
    type: BEHAVIORS[behavior].currents,
    detailType: 'User Behavior',
    fixedFields: { behavior },
    copies: BEHAVIOR_COPIES[behavior],
    tests: [],
  }),
);

/** The mappings by the event type of a record. */
export const CURRENTS_MAPPINGS: ReadonlyMap<unknown, readonly CurrentsMapping[]> = Map.groupBy(
  [...INTERACTION_MAPPINGS, ...BEHAVIOR_MAPPINGS],
  ({ type }) => type,
);

/** Checks the value of a property against a test, in any case of letters: Braze writes some words in capitals and others not (NONE, close). */
export function passesTest(value: unknown, test: PropertyTest): boolean {
  if (!isTestable(value)) return false;
  const text = isAbsent(value) ? null : String(value).toLowerCase();
  return 'in' in test ? test.in.includes(text) : !test.notIn.includes(text);
}

/** Checks whether a value can be tested. Tests compare words, numbers, true and false; a list or an object has no defined meaning. */
export function isTestable(value: unknown): boolean {
  return isAbsent(value) || typeof value !== 'object';
}

/** Returns the properties that decide which of some mappings applies to a record. */
export function listTestedProperties(mappings: readonly CurrentsMapping[]): string[] {
  return [...new Set(mappings.flatMap(({ tests }) => tests.map(([property]) => property)))];
}

/** Checks whether a mapping makes an interaction with a campaign. */
export function isInteraction({ detailType }: CurrentsMapping): boolean {
  return detailType === 'Campaign Interaction';
}

/** Checks whether a value is missing, null or an empty text, which Currents writes for the same thing. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
