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

/** A field of our Detail, and the record's property it is read from. */
type PropertyCopy = readonly [field: string, property: string];

/** One way in which records of an event type carry an interaction or a behavior. */
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

/** What carries what, by the type of a record. */
export const CURRENTS_MAPPINGS: ReadonlyMap<unknown, readonly CurrentsMapping[]> = Map.groupBy(
  [...INTERACTION_MAPPINGS, ...BEHAVIOR_MAPPINGS],
  ({ type }) => type,
);

/** Braze documents some words in capitals and sends others small (NONE, close): case does not tell them apart. */
export function passesTest(value: unknown, test: PropertyTest): boolean {
  if (!isTestable(value)) return false;
  const text = isAbsent(value) ? null : String(value).toLowerCase();
  return 'in' in test ? test.in.includes(text) : !test.notIn.includes(text);
}

/** Tests are about words, numbers and true or false: what a list or an object means would be a guess. */
export function isTestable(value: unknown): boolean {
  return isAbsent(value) || typeof value !== 'object';
}

/** The properties that decide which of some carriers a record is. */
export function listTestedProperties(mappings: readonly CurrentsMapping[]): string[] {
  return [...new Set(mappings.flatMap(({ tests }) => tests.map(([property]) => property)))];
}

/** Whether what it carries is an interaction with a campaign. */
export function isInteraction({ detailType }: CurrentsMapping): boolean {
  return detailType === 'Campaign Interaction';
}

/** An empty text says as little as none. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
