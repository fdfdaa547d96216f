import * as v from 'valibot';
import {
  BEHAVIOR_NAMES,
  BEHAVIORS,
  type BehaviorName,
  INTERACTION_NAMES,
  INTERACTIONS,
  type InteractionKind,
  type PropertyTest,
} from './contracts/catalogue.ts';
import { describe, faultsOf, writeFault } from './contracts/fault.ts';
import { writeInstant } from './contracts/instant.ts';
import { isObject } from './contracts/object.ts';
import { idText } from './contracts/selector.ts';

/** What a record of Braze Currents says, as an entry for our bus. */
export interface CurrentsEntry {
  readonly Source: 'braze.currents';
  readonly DetailType: 'Campaign Interaction' | 'User Behavior';
  readonly Detail: Record<string, unknown>;
  readonly Time: string;
}

/** What became of one record: entries, of none of our business, or not a record as Currents writes them. */
export type CurrentsReading =
  | { readonly kind: 'entries'; readonly id: string; readonly entries: CurrentsEntry[] }
  | { readonly kind: 'skipped'; readonly id: string; readonly why: string }
  | { readonly kind: 'rejected'; readonly id: string; readonly reason: string };

type Fields = Readonly<Record<string, unknown>>;

/** A field of our Detail, and the record's property it is read from. */
type Read = readonly [field: string, property: string];

/** One way in which records of an event type carry an interaction or a behavior. */
interface Carrier {
  readonly type: string;
  readonly detailType: CurrentsEntry['DetailType'];
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

const CARRIERS: ReadonlyMap<unknown, readonly Carrier[]> = Map.groupBy(
  [...INTERACTION_CARRIERS, ...BEHAVIOR_CARRIERS],
  ({ type }) => type,
);

/** A greater number is milliseconds (R66). */
const MOST_SECONDS = 1e11;

const TIME_EXPECTED = 'Unix seconds, a whole number';

/** The records of a body that Currents posts: one event, or `{ "events": [...] }`; undefined where it is neither. */
export function readCurrentsBody(body: unknown): readonly unknown[] | undefined {
  if (!isObject(body)) return undefined;
  if (Array.isArray(body['events'])) return body['events'];
  return 'event_type' in body ? [body] : undefined;
}

/** Reads one record of Currents into entries (a click and its alias are two, of one id), or says why there are none. */
export function fromCurrents(record: unknown): CurrentsReading {
  if (!isObject(record)) return reject('', [], record, 'an event of Currents, an object');
  const { event_type: type, time, user } = record;
  const id = typeof record['id'] === 'string' ? record['id'] : '';
  if (!v.is(idText, type)) return rejectId(id, ['event_type'], type);
  const carriers = CARRIERS.get(type);
  if (carriers === undefined) return skip(id, `${describe(type)} is not an event type that we read`);

  if (!v.is(idText, record['id'])) return rejectId(id, ['id'], record['id']);
  if (typeof time !== 'number' || !Number.isInteger(time) || time < 0) return reject(id, ['time'], time, TIME_EXPECTED);
  if (time > MOST_SECONDS) return reject(id, ['time'], time, `${TIME_EXPECTED} and not milliseconds`);
  if (!isObject(user)) return reject(id, ['user'], user, 'an object with user_id or external_user_id');
  const named = isAbsent(user['external_user_id']) ? 'user_id' : 'external_user_id';
  const userId = user[named];
  if (!v.is(idText, userId)) return rejectId(id, ['user', named], userId);
  const properties = record['properties'] ?? {};
  if (!isObject(properties)) return reject(id, ['properties'], properties, 'an object');
  return carry(carriers, { id, userId, occurredAt: writeInstant(time * 1000), timeZone: user['timezone'], properties });
}

/** What every known record says. */
interface Known {
  readonly id: string;
  readonly userId: string;
  readonly occurredAt: string;
  readonly timeZone: unknown;
  readonly properties: Fields;
}

function carry(carriers: readonly Carrier[], known: Known): CurrentsReading {
  const { id, properties } = known;
  if (carriers.some(isOfCampaign) && isAbsent(properties['campaign_id'])) {
    return skip(id, 'no campaign_id: it is of a Canvas, or of no campaign at all');
  }
  const fitting = carriers.filter(({ tests }) => tests.every(([property, test]) => passes(properties[property], test)));
  if (fitting.length === 0) return skip(id, whyNothing(carriers, properties));
  return { kind: 'entries', id, entries: fitting.map((carrier) => entryOf(carrier, known)) };
}

function entryOf(carrier: Carrier, { id, userId, occurredAt, timeZone, properties }: Known): CurrentsEntry {
  const detail: Record<string, unknown> = { id, userId, ...carrier.fixed, occurredAt };
  for (const [field, property] of carrier.reads) {
    if (!isAbsent(properties[property])) detail[field] = properties[property];
  }
  if (isOfCampaign(carrier)) {
    if (!isAbsent(timeZone)) detail['timeZone'] = timeZone;
    const { is_suspected_bot_click: suspectedBot } = properties;
    if (typeof suspectedBot === 'boolean') detail['suspectedBot'] = suspectedBot;
  }
  return { Source: 'braze.currents', DetailType: carrier.detailType, Detail: detail, Time: occurredAt };
}

/** Braze documents some words in capitals and sends others small (NONE, close): case does not tell them apart. */
function passes(value: unknown, test: PropertyTest): boolean {
  const text = value === undefined || value === null ? null : String(value).toLowerCase();
  return 'in' in test ? test.in.includes(text) : !test.notIn.includes(text);
}

function whyNothing(carriers: readonly Carrier[], properties: Fields): string {
  const tested = new Set(carriers.flatMap(({ tests }) => tests.map(([property]) => property)));
  const found = [...tested].map((property) => `${property} ${describe(properties[property] ?? undefined)}`);
  return `nothing of ours with ${found.join(' and ')}`;
}

function isOfCampaign({ detailType }: Carrier): boolean {
  return detailType === 'Campaign Interaction';
}

/** An empty text says as little as none. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function skip(id: string, why: string): CurrentsReading {
  return { kind: 'skipped', id, why };
}

function reject(id: string, path: readonly string[], value: unknown, expected: string): CurrentsReading {
  return { kind: 'rejected', id, reason: writeFault({ path, found: describe(value), expected }) };
}

/** What is no id, and why not. */
function rejectId(id: string, path: readonly string[], value: unknown): CurrentsReading {
  const faults = faultsOf(v.safeParse(idText, value).issues ?? []);
  return { kind: 'rejected', id, reason: faults.map((fault) => writeFault({ ...fault, path })).join('; ') };
}
