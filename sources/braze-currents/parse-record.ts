import * as v from 'valibot';
import { truncate } from '../../core/contracts/characters.ts';
import { describeValue, formatFault, toFaults } from '../../core/contracts/fault.ts';
import { formatInstant, parseUnixSeconds } from '../../core/contracts/instant.ts';
import { findTextFault } from '../../core/contracts/json.ts';
import { isObject } from '../../core/contracts/object.ts';
import { isEmptyObject } from '../../core/contracts/optional-fields.ts';
import { idSchema, MAX_ID_CHARACTERS } from '../../core/contracts/selector.ts';
import {
  CURRENTS_MAPPINGS,
  type CurrentsMapping,
  type Fields,
  isAbsent,
  isInteraction,
  isTestable,
  listTestedProperties,
  passesTest,
} from './mappings.ts';

/** An entry for our bus, made from a record of Braze Currents. */
export interface CurrentsEntry {
  readonly Source: 'braze.currents';
  readonly DetailType: 'Campaign Interaction' | 'User Behavior';
  readonly Detail: Record<string, unknown>;
  readonly Time: string;
}

/** The result of one record: its entries, or why it is skipped (not an event of ours) or rejected (not as Currents writes records). */
export type CurrentsRecordResult =
  | { readonly kind: 'entries'; readonly id: string; readonly entries: CurrentsEntry[] }
  | { readonly kind: 'skipped'; readonly id: string; readonly why: string }
  | { readonly kind: 'rejected'; readonly id: string; readonly reason: string };

const TIME_EXPECTED = 'Unix seconds, a whole number';

/** Returns the records of a body that Currents posts: one event, or `{ "events": [...] }`; undefined for anything else. */
export function parseCurrentsBody(body: unknown): readonly unknown[] | undefined {
  if (!isObject(body)) return undefined;
  if (Array.isArray(body['events'])) return body['events'];
  return 'event_type' in body ? [body] : undefined;
}

/** Parses one record of Currents into entries (a click and its alias are two, of one id), or returns why there are none. An error rejects this record only. */
export function parseCurrentsRecord(record: unknown): CurrentsRecordResult {
  try {
    return parseRecord(record);
  } catch (error) {
    const id = isObject(record) ? getRecordId(record) : '';
    return { kind: 'rejected', id, reason: `the whole: expected a record that can be read, found ${String(error)}` };
  }
}

function parseRecord(record: unknown): CurrentsRecordResult {
  if (!isObject(record)) return reject('', [], record, 'an event of Currents, an object');
  const { event_type: type, time, user } = record;
  const id = getRecordId(record);
  if (!v.is(idSchema, type)) return rejectId(id, ['event_type'], type);
  const mappings = CURRENTS_MAPPINGS.get(type);
  if (mappings === undefined) return skip(id, `${describeValue(type)} is not an event type that we read`);

  if (!v.is(idSchema, record['id'])) return rejectId(id, ['id'], record['id']);
  if (typeof time !== 'number' || !Number.isInteger(time) || time < 0) return reject(id, ['time'], time, TIME_EXPECTED);
  const at = parseUnixSeconds(time);
  if (at === undefined) return reject(id, ['time'], time, `${TIME_EXPECTED} and not milliseconds`);
  if (!isObject(user)) return reject(id, ['user'], user, 'an object with user_id or external_user_id');
  const userField = isAbsent(user['external_user_id']) ? 'user_id' : 'external_user_id';
  const userId = user[userField];
  if (!v.is(idSchema, userId)) return rejectId(id, ['user', userField], userId);
  const { properties: rawProperties = null } = record;
  const properties = isEmptyObject(rawProperties) ? {} : rawProperties;
  if (!isObject(properties)) return reject(id, ['properties'], properties, 'an object');
  return toEntries(mappings, { id, userId, occurredAt: formatInstant(at), timeZone: user['timezone'], properties });
}

/** Returns the id of a record for the answer, or an empty string. */
function getRecordId(record: Fields): string {
  return typeof record['id'] === 'string' ? truncate(record['id'], MAX_ID_CHARACTERS) : '';
}

/** The fields that every known record has. */
interface RecordFields {
  readonly id: string;
  readonly userId: string;
  readonly occurredAt: string;
  readonly timeZone: unknown;
  readonly properties: Fields;
}

function toEntries(mappings: readonly CurrentsMapping[], fields: RecordFields): CurrentsRecordResult {
  const { id, properties } = fields;
  if (mappings.some(isInteraction) && isAbsent(properties['campaign_id'])) {
    return skip(id, 'no campaign_id: the record is of a Canvas, or of no campaign');
  }
  const untestable = listTestedProperties(mappings).find((property) => !isTestable(properties[property]));
  const matching = mappings.filter(({ tests }) =>
    tests.every(([property, test]) => passesTest(properties[property], test)),
  );
  if (matching.length === 0 && untestable !== undefined) {
    return reject(id, ['properties', untestable], properties[untestable], 'text, a number, true or false');
  }
  if (matching.length === 0) return skip(id, describeUnmatched(mappings, properties));
  return { kind: 'entries', id, entries: matching.map((mapping) => createEntry(mapping, fields)) };
}

function createEntry(
  mapping: CurrentsMapping,
  { id, userId, occurredAt, timeZone, properties }: RecordFields,
): CurrentsEntry {
  const detail: Record<string, unknown> = { id, userId, ...mapping.fixedFields, occurredAt };
  for (const [field, property] of mapping.copies) {
    if (!isAbsent(properties[property])) detail[field] = properties[property];
  }
  if (isInteraction(mapping)) {
    if (typeof timeZone === 'string') detail['timeZone'] = timeZone;
    const suspectedBot = parseBoolean(properties['is_suspected_bot_click']);
    if (!isAbsent(suspectedBot)) detail['suspectedBot'] = suspectedBot;
  }
  return { Source: 'braze.currents', DetailType: mapping.detailType, Detail: detail, Time: occurredAt };
}

/** Converts the texts true and false, which some exports write, to booleans. Any other value stays, and is refused later. */
function parseBoolean(value: unknown): unknown {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  return text === 'true' ? true : text === 'false' ? false : value;
}

function describeUnmatched(mappings: readonly CurrentsMapping[], properties: Fields): string {
  const found = listTestedProperties(mappings).map(
    (property) => `${property} ${describeValue(properties[property] ?? undefined)}`,
  );
  return `no event of ours has ${found.join(' and ')}`;
}

function skip(id: string, why: string): CurrentsRecordResult {
  return { kind: 'skipped', id, why };
}

function reject(id: string, path: readonly string[], value: unknown, expected: string): CurrentsRecordResult {
  return { kind: 'rejected', id, reason: formatFault({ path, found: describeValue(value), expected }) };
}

/** Rejects a record because of a value that is not an id, with the reason. */
function rejectId(id: string, path: readonly string[], value: unknown): CurrentsRecordResult {
  const undecodable = findTextFault(value, path);
  if (undecodable !== undefined) return { kind: 'rejected', id, reason: formatFault(undecodable) };
  const faults = toFaults(v.safeParse(idSchema, value).issues ?? []);
  return { kind: 'rejected', id, reason: faults.map((fault) => formatFault({ ...fault, path })).join('; ') };
}
