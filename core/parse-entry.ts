import * as v from 'valibot';
import { BUS_NAME, DETAIL_TYPES, type DetailType, entrySchema, TIME_EXPECTED } from './contracts/entry.ts';
import type { ConnectorEvent } from './contracts/event.ts';
import { describeValue, type Fault, formatFault, toFaults } from './contracts/fault.ts';
import { type Instant, parseInstant, parseUnixSeconds } from './contracts/instant.ts';
import { findJsonFault, MAX_JSON_LEVELS } from './contracts/json.ts';
import { isObject } from './contracts/object.ts';
import { removeEmptyFields } from './contracts/optional-fields.ts';
import { parseJson } from './contracts/parse-json.ts';
import { MINUTE } from './contracts/time-span.ts';
import { parseDetail } from './parse-detail.ts';

/** The maximum time by which an event may be ahead of the clock (R61). */
export const MAX_AHEAD = 5 * MINUTE;

/** The description of an instant that is not ahead of the clock, for messages about faults. */
export const AHEAD_EXPECTED = 'at most 5 minutes ahead of the clock';

/** The limits of a Detail, however it arrives (R61). */
export const DETAIL_LIMIT = { maxLevels: MAX_JSON_LEVELS, maxBytes: 256 * 1024 };

/** The maximum number of bytes that the connector adds to a Detail after its size was checked. */
const MAX_ADDED_BYTES = 4 * 1024;

/** The codes of refusals of entries. */
export const REFUSAL_CODES = [
  'MalformedEntry',
  'UnknownBus',
  'UnknownDetailType',
  'MalformedDetail',
  'InTheFuture',
  'FilterTooCostly',
  'FilterNotSupported',
  'ProfileTooLarge',
  'UserDeleted',
  'MergeRefused',
  'InternalFailure',
] as const;

/** The refusal of an entry, which is kept for operators with the entry (R61). */
export interface Refusal {
  readonly code: (typeof REFUSAL_CODES)[number];
  /** The field, and what was expected. */
  readonly message: string;
}

/** The result of reading an entry: the event and its type, or the refusal. */
export type ParsedEntry =
  | { readonly event: ConnectorEvent; readonly detailType: DetailType }
  | { readonly refusal: Refusal };

/** The circumstances of reading an entry. `entryId` is the id of the event if its Detail gives none. */
export interface EntryContext {
  readonly now: Instant;
  readonly entryId: string;
  /** The name of the bus that the entry came to, if it is not the usual one. */
  readonly busName?: string;
  /** True if the size was checked before, when the entry came over HTTP. Since then an id and a time were added to it. */
  readonly isSizeChecked?: boolean;
}

/** Parses an EventBridge entry as an event, or refuses it. */
export function parseEntry(entry: unknown, context: EntryContext): ParsedEntry {
  const shape = v.safeParse(entrySchema, entry);
  if (!shape.success) return refuseEntry('MalformedEntry', toFaults(shape.issues), createHint(entry));
  const { DetailType, EventBusName, Source, Time } = shape.output;
  const { busName = BUS_NAME, isSizeChecked = false } = context;
  if (!isOurBus(EventBusName, busName)) {
    return refuseEntry('UnknownBus', [
      { path: ['EventBusName'], expected: busName, found: describeValue(EventBusName) },
    ]);
  }
  const type = DETAIL_TYPES.find((known) => known === DetailType);
  if (type === undefined) {
    const expected = `one of ${DETAIL_TYPES.join(', ')}`;
    return refuseEntry('UnknownDetailType', [{ path: ['DetailType'], expected, found: describeValue(DetailType) }]);
  }
  const at = isAbsent(Time) ? context.now : parseTime(Time);
  if (at === undefined) {
    return refuseEntry('MalformedEntry', [{ path: ['Time'], found: describeValue(Time), expected: TIME_EXPECTED }]);
  }
  const detail = typeof shape.output.Detail === 'string' ? parseJson(shape.output.Detail) : shape.output.Detail;
  if (!isObject(detail)) {
    const found = describeValue(shape.output.Detail);
    return refuseEntry('MalformedDetail', [{ path: ['Detail'], found, expected: 'a JSON object, or its text' }]);
  }
  const { maxLevels, maxBytes } = DETAIL_LIMIT;
  const fault = findJsonFault(detail, ['Detail'], {
    maxLevels,
    maxBytes: isSizeChecked ? maxBytes + MAX_ADDED_BYTES : maxBytes,
  });
  if (fault !== undefined) return refuseEntry('MalformedDetail', [fault]);
  const event = parseDetail(type, removeEmptyFields(type, detail), { source: Source, at, entryId: context.entryId });
  if ('faults' in event) return refuseEntry('MalformedDetail', event.faults);
  return checkEvent(event, context.now) ?? { event, detailType: type };
}

function checkEvent(event: ConnectorEvent, now: Instant): ParsedEntry | undefined {
  if (event.at > now + MAX_AHEAD) {
    return { refusal: { code: 'InTheFuture', message: `occurredAt: expected ${AHEAD_EXPECTED}` } };
  }
  if (
    event.kind === 'behavior' &&
    event.behavior === 'custom_event.performed' &&
    typeof event.detail['name'] !== 'string'
  ) {
    return refuseEntry('MalformedDetail', [
      { path: ['Detail', 'name'], found: 'nothing', expected: 'the name of the custom event' },
    ]);
  }
  return undefined;
}

function refuseEntry(code: Refusal['code'], faults: readonly Fault[], hint = ''): ParsedEntry {
  return { refusal: { code, message: `${faults.slice(0, 5).map(formatFault).join('; ')}${hint}` } };
}

/** Returns a hint for an entry that looks like an event as EventBridge delivers it, which is a frequent mistake. */
function createHint(entry: unknown): string {
  if (!isObject(entry) || !('detail-type' in entry)) return '';
  return '; this looks like an event as EventBridge delivers it: as an entry it has Source, DetailType, Detail and Time instead of source, detail-type, detail and time';
}

/** Parses the time of an entry: Unix seconds, as the JSON protocols of AWS write it, or RFC 3339. */
function parseTime(time: string | number): Instant | undefined {
  return typeof time === 'string' ? parseInstant(time) : parseUnixSeconds(time);
}

function isAbsent<Value>(value: Value | undefined | null | ''): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

function isOurBus(name: string | null | undefined, ours: string): boolean {
  return isAbsent(name) || name === ours || name.endsWith(`:event-bus/${ours}`);
}
