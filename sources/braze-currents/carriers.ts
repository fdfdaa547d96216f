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
type Read = readonly [field: string, property: string];

/** One way in which records of an event type carry an interaction or a behavior. */
export interface Carrier {
  readonly type: string;
  readonly detailType: 'Campaign Interaction' | 'User Behavior';
  readonly fixed: Fields;
  readonly reads: readonly Read[];
  readonly tests: readonly (readonly [property: string, test: PropertyTest])[];
}

const OF_EVERY_INTERACTION: readonly Read[] = [
  ['campaignId', 'campaign_id'],
  ['messageVariationId', 'message_variation_id'],
  ['dispatchId', 'dispatch_id'],
];

const OF_BEHAVIORS: Readonly<Record<BehaviorName, readonly Read[]>> = {
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

const INTERACTION_CARRIERS = INTERACTION_NAMES.flatMap((interaction) => {
  const kind: InteractionKind = INTERACTIONS[interaction];
  return kind.currents.map(
    ({ type, sets, reads, when }): Carrier => ({
      type,
      detailType: 'Campaign Interaction',
      fixed: { interaction, ...sets },
      reads: [...OF_EVERY_INTERACTION, ...Object.entries(reads ?? {})],
      tests: Object.entries(when ?? {}),
    }),
  );
});

const BEHAVIOR_CARRIERS = BEHAVIOR_NAMES.map(
  (behavior): Carrier => ({
    type: BEHAVIORS[behavior].currents,
    detailType: 'User Behavior',
    fixed: { behavior },
    reads: OF_BEHAVIORS[behavior],
    tests: [],
  }),
);

/** What carries what, by the type of a record. */
export const CARRIERS: ReadonlyMap<unknown, readonly Carrier[]> = Map.groupBy(
  [...INTERACTION_CARRIERS, ...BEHAVIOR_CARRIERS],
  ({ type }) => type,
);

/** Braze documents some words in capitals and sends others small (NONE, close): case does not tell them apart. */
export function passes(value: unknown, test: PropertyTest): boolean {
  if (!isTestable(value)) return false;
  const text = isAbsent(value) ? null : String(value).toLowerCase();
  return 'in' in test ? test.in.includes(text) : !test.notIn.includes(text);
}

/** Tests are about words, numbers and true or false: what a list or an object means would be a guess. */
export function isTestable(value: unknown): boolean {
  return isAbsent(value) || typeof value !== 'object';
}

/** The properties that decide which of some carriers a record is. */
export function testedIn(carriers: readonly Carrier[]): string[] {
  return [...new Set(carriers.flatMap(({ tests }) => tests.map(([property]) => property)))];
}

/** Whether what it carries is an interaction with a campaign. */
export function isOfCampaign({ detailType }: Carrier): boolean {
  return detailType === 'Campaign Interaction';
}

/** An empty text says as little as none. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
