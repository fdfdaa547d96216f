import * as v from 'valibot';
import { beginningOf } from '../../core/contracts/characters.ts';
import { describe, faultsOf, writeFault } from '../../core/contracts/fault.ts';
import { readSeconds, writeInstant } from '../../core/contracts/instant.ts';
import { faultInText } from '../../core/contracts/json.ts';
import { isObject } from '../../core/contracts/object.ts';
import { isEmptyObject } from '../../core/contracts/optional-fields.ts';
import { idText, LONGEST_ID } from '../../core/contracts/selector.ts';
import {
  CARRIERS,
  type Carrier,
  type Fields,
  isAbsent,
  isOfCampaign,
  isTestable,
  passes,
  testedIn,
} from './carriers.ts';

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

const TIME_EXPECTED = 'Unix seconds, a whole number';

/** The records of a body that Currents posts: one event, or `{ "events": [...] }`; undefined where it is neither. */
export function readCurrentsBody(body: unknown): readonly unknown[] | undefined {
  if (!isObject(body)) return undefined;
  if (Array.isArray(body['events'])) return body['events'];
  return 'event_type' in body ? [body] : undefined;
}

/** Reads one record of Currents into entries (a click and its alias are two, of one id), or says why there are none. What breaks while it is read is its own fault, and no other record's. */
export function fromCurrents(record: unknown): CurrentsReading {
  try {
    return read(record);
  } catch (error) {
    const id = isObject(record) ? idIn(record) : '';
    return { kind: 'rejected', id, reason: `the whole: expected a record that can be read, found ${String(error)}` };
  }
}

function read(record: unknown): CurrentsReading {
  if (!isObject(record)) return reject('', [], record, 'an event of Currents, an object');
  const { event_type: type, time, user } = record;
  const id = idIn(record);
  if (!v.is(idText, type)) return rejectId(id, ['event_type'], type);
  const carriers = CARRIERS.get(type);
  if (carriers === undefined) return skip(id, `${describe(type)} is not an event type that we read`);

  if (!v.is(idText, record['id'])) return rejectId(id, ['id'], record['id']);
  if (typeof time !== 'number' || !Number.isInteger(time) || time < 0) return reject(id, ['time'], time, TIME_EXPECTED);
  const at = readSeconds(time);
  if (at === undefined) return reject(id, ['time'], time, `${TIME_EXPECTED} and not milliseconds`);
  if (!isObject(user)) return reject(id, ['user'], user, 'an object with user_id or external_user_id');
  const named = isAbsent(user['external_user_id']) ? 'user_id' : 'external_user_id';
  const userId = user[named];
  if (!v.is(idText, userId)) return rejectId(id, ['user', named], userId);
  const { properties: said = null } = record;
  const properties = isEmptyObject(said) ? {} : said;
  if (!isObject(properties)) return reject(id, ['properties'], properties, 'an object');
  return carry(carriers, { id, userId, occurredAt: writeInstant(at), timeZone: user['timezone'], properties });
}

/** What a record is called in the answer, where it is called something. */
function idIn(record: Fields): string {
  return typeof record['id'] === 'string' ? beginningOf(record['id'], LONGEST_ID) : '';
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
  const odd = testedIn(carriers).find((property) => !isTestable(properties[property]));
  const fitting = carriers.filter(({ tests }) => tests.every(([property, test]) => passes(properties[property], test)));
  if (fitting.length === 0 && odd !== undefined) {
    return reject(id, ['properties', odd], properties[odd], 'text, a number, true or false');
  }
  if (fitting.length === 0) return skip(id, whyNothing(carriers, properties));
  return { kind: 'entries', id, entries: fitting.map((carrier) => entryOf(carrier, known)) };
}

function entryOf(carrier: Carrier, { id, userId, occurredAt, timeZone, properties }: Known): CurrentsEntry {
  const detail: Record<string, unknown> = { id, userId, ...carrier.fixed, occurredAt };
  for (const [field, property] of carrier.reads) {
    if (!isAbsent(properties[property])) detail[field] = properties[property];
  }
  if (isOfCampaign(carrier)) {
    if (typeof timeZone === 'string') detail['timeZone'] = timeZone;
    const suspectedBot = readBoolean(properties['is_suspected_bot_click']);
    if (!isAbsent(suspectedBot)) detail['suspectedBot'] = suspectedBot;
  }
  return { Source: 'braze.currents', DetailType: carrier.detailType, Detail: detail, Time: occurredAt };
}

/** Some exports write true and false as text; anything else is left to be refused. */
function readBoolean(value: unknown): unknown {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  return text === 'true' ? true : text === 'false' ? false : value;
}

function whyNothing(carriers: readonly Carrier[], properties: Fields): string {
  const found = testedIn(carriers).map((property) => `${property} ${describe(properties[property] ?? undefined)}`);
  return `nothing of ours with ${found.join(' and ')}`;
}

function skip(id: string, why: string): CurrentsReading {
  return { kind: 'skipped', id, why };
}

function reject(id: string, path: readonly string[], value: unknown, expected: string): CurrentsReading {
  return { kind: 'rejected', id, reason: writeFault({ path, found: describe(value), expected }) };
}

/** What is no id, and why not. */
function rejectId(id: string, path: readonly string[], value: unknown): CurrentsReading {
  const undecodable = faultInText(value, path);
  if (undecodable !== undefined) return { kind: 'rejected', id, reason: writeFault(undecodable) };
  const faults = faultsOf(v.safeParse(idText, value).issues ?? []);
  return { kind: 'rejected', id, reason: faults.map((fault) => writeFault({ ...fault, path })).join('; ') };
}
