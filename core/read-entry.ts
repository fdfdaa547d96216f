import * as v from 'valibot';
import { BUS_NAME, DETAIL_TYPES, type DetailType, entrySchema, TIME_EXPECTED } from './contracts/entry.ts';
import type { ConnectorEvent } from './contracts/event.ts';
import { describeValue, type Fault, formatFault, toFaults } from './contracts/fault.ts';
import { type Instant, parseInstant, parseUnixSeconds } from './contracts/instant.ts';
import { findJsonFault, MAX_JSON_LEVELS } from './contracts/json.ts';
import { isObject } from './contracts/object.ts';
import { removeEmptyFields } from './contracts/optional-fields.ts';
import { MINUTE } from './contracts/span.ts';
import { parseDetail } from './read-detail.ts';

/** How far ahead of the clock an event may lie (R61). */
const MAX_AHEAD = 5 * MINUTE;

/** What a Detail may be, at every door (R61). */
export const DETAIL_LIMIT = { maxLevels: MAX_JSON_LEVELS, maxBytes: 256 * 1024 };

/** What the connector itself may have added to a Detail that was measured before. */
const MAX_ADDED_BYTES = 4 * 1024;

/** Every way in which an entry can be refused. */
export const REFUSAL_CODES = [
  'MalformedEntry',
  'UnknownBus',
  'UnknownDetailType',
  'MalformedDetail',
  'InTheFuture',
  'FilterTooCostly',
  'FilterNotSupported',
  'ProfileTooLarge',
  'InternalFailure',
] as const;

/** Why an entry is refused; kept for an operator with the entry (R61). */
export interface Refusal {
  readonly code: (typeof REFUSAL_CODES)[number];
  /** Names the field and what was expected. */
  readonly message: string;
}

/** An event and the type of its entry, or why it cannot be one. */
export type ParsedEntry =
  | { readonly event: ConnectorEvent; readonly detailType: DetailType }
  | { readonly refusal: Refusal };

/** When an entry is read, and the id it goes by where its Detail gives none. */
export interface EntryContext {
  readonly now: Instant;
  readonly entryId: string;
  /** The bus it came to, where that is not the usual one. */
  readonly busName?: string;
  /** Its length was judged before, when it came over HTTP: since then it has been given an id and a time. */
  readonly isSizeChecked?: boolean;
}

/** Reads one EventBridge entry into an event, or says why it cannot be one. */
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
    const message = 'occurredAt: expected at most 5 minutes ahead of the clock';
    return { refusal: { code: 'InTheFuture', message } };
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

/** An event as EventBridge delivers it is easily pasted where an entry belongs. */
function createHint(entry: unknown): string {
  if (!isObject(entry) || !('detail-type' in entry)) return '';
  return '; this looks like an event as EventBridge delivers it: as an entry it has Source, DetailType, Detail and Time instead of source, detail-type, detail and time';
}

/** Times of the JSON protocols are Unix seconds; ours are RFC 3339. */
function parseTime(time: string | number): Instant | undefined {
  return typeof time === 'string' ? parseInstant(time) : parseUnixSeconds(time);
}

function isAbsent<Value>(value: Value | undefined | null | ''): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

function isOurBus(name: string | null | undefined, ours: string): boolean {
  return isAbsent(name) || name === ours || name.endsWith(`:event-bus/${ours}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
