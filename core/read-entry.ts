import * as v from 'valibot';
import { NARROWINGS, namesOf } from './contracts/catalogue.ts';
import { BUS_NAME, DETAIL_TYPES, DETAILS, type DetailType, entrySchema } from './contracts/entry.ts';
import type { ConnectorEvent, Detail } from './contracts/event.ts';
import { describe, type Fault, faultsOf, writeFault } from './contracts/fault.ts';
import { INSTANT_EXPECTED, type Instant, readInstant } from './contracts/instant.ts';
import { isObject } from './contracts/object.ts';
import { MINUTE } from './contracts/span.ts';
import { digest } from './identity.ts';

/** How far ahead of the clock an event may lie (R61). */
const MOST_AHEAD = 5 * MINUTE;

/** Why an entry is refused; kept for an operator with the entry (R61). */
export interface Refusal {
  readonly code:
    | 'MalformedEntry'
    | 'UnknownBus'
    | 'UnknownDetailType'
    | 'MalformedDetail'
    | 'InTheFuture'
    | 'FilterTooCostly'
    | 'InternalFailure';
  /** Names the field and what was expected. */
  readonly message: string;
}

/** An event and the type of its entry, or why it cannot be one. */
export type EntryReading =
  | { readonly event: ConnectorEvent; readonly detailType: DetailType }
  | { readonly refusal: Refusal };

/** When an entry is read, and the id it goes by where its Detail gives none. */
export interface EntryContext {
  readonly now: Instant;
  readonly entryId: string;
  /** The bus it came to, where that is not the usual one. */
  readonly busName?: string;
}

/** Reads one EventBridge entry into an event, or says why it cannot be one. */
export function readEntry(entry: unknown, context: EntryContext): EntryReading {
  const shape = v.safeParse(entrySchema, entry);
  if (!shape.success) return refuse('MalformedEntry', faultsOf(shape.issues));
  const { DetailType, EventBusName, Source, Time } = shape.output;
  const { busName = BUS_NAME } = context;
  if (!isOurBus(EventBusName, busName)) {
    return { refusal: { code: 'UnknownBus', message: `EventBusName: expected ${busName}, found ${EventBusName}` } };
  }
  const schema = DETAIL_TYPES.find((type) => type === DetailType);
  if (schema === undefined) {
    const message = `DetailType: expected one of ${DETAIL_TYPES.join(', ')}; found ${DetailType}`;
    return { refusal: { code: 'UnknownDetailType', message } };
  }
  const entryTime = Time === undefined ? context.now : readTime(Time);
  if (entryTime === undefined)
    return refuse('MalformedEntry', [{ path: ['Time'], found: String(Time), expected: INSTANT_EXPECTED }]);
  const detail = typeof shape.output.Detail === 'string' ? parse(shape.output.Detail) : shape.output.Detail;
  if (!isObject(detail)) {
    const found = describe(shape.output.Detail);
    return refuse('MalformedDetail', [{ path: ['Detail'], found, expected: 'a JSON object, or its text' }]);
  }
  const event = eventOf(schema, detail, { source: Source, at: entryTime, entryId: context.entryId });
  if ('faults' in event) return refuse('MalformedDetail', event.faults);
  const refusal = judge(event, context.now);
  return refusal ?? { event, detailType: schema };
}

/** What the entry around a Detail says. */
interface Envelope {
  readonly source: string;
  readonly at: Instant;
  readonly entryId: string;
}

function eventOf(type: DetailType, detail: unknown, envelope: Envelope): ConnectorEvent | { readonly faults: Fault[] } {
  switch (type) {
    case 'Campaign Interaction': {
      const { output, issues } = v.safeParse(DETAILS[type], detail);
      if (issues !== undefined) return malformed(issues);
      const { interaction, campaignId } = output;
      return { kind: 'interaction', interaction, campaignId, ...occurrence(output, envelope) };
    }
    case 'User Behavior': {
      const { output, issues } = v.safeParse(DETAILS[type], detail);
      if (issues !== undefined) return malformed(issues);
      return { kind: 'behavior', behavior: output.behavior, ...occurrence(output, envelope) };
    }
    case 'User Profile Updated': {
      const { output, issues } = v.safeParse(DETAILS[type], detail);
      return issues === undefined ? { kind: 'profile', ...occurrence(output, envelope) } : malformed(issues);
    }
  }
}

type Said = Detail & {
  readonly userId: string;
  readonly id?: string | null | undefined;
  readonly occurredAt?: string | null | undefined;
};

function occurrence(detail: Said, { source, at: entryTime, entryId }: Envelope) {
  const at = (typeof detail.occurredAt === 'string' ? readInstant(detail.occurredAt) : undefined) ?? entryTime;
  return { source, userId: detail.userId, at, detail, id: detail.id ?? derivedId(source, detail, at) ?? entryId };
}

function malformed(issues: readonly v.BaseIssue<unknown>[]): { faults: Fault[] } {
  return { faults: faultsOf(issues).map((fault) => ({ ...fault, path: ['Detail', ...fault.path] })) };
}

const TELLING = [
  'userId',
  'interaction',
  'campaignId',
  ...namesOf(NARROWINGS),
  'behavior',
  'name',
  'productId',
  'price',
  'currency',
];

/** An event without an id that says when it was done is told by what it says; else its entry's id serves. */
function derivedId(source: string, detail: Detail, at: Instant): string | undefined {
  if (typeof detail['occurredAt'] !== 'string') return undefined;
  return digest(source, String(at), ...TELLING.map((field) => JSON.stringify(detail[field] ?? null)));
}

function judge(event: ConnectorEvent, now: Instant): EntryReading | undefined {
  if (event.at > now + MOST_AHEAD) {
    const message = 'occurredAt: expected at most 5 minutes ahead of the clock';
    return { refusal: { code: 'InTheFuture', message } };
  }
  if (
    event.kind === 'behavior' &&
    event.behavior === 'custom_event.performed' &&
    typeof event.detail['name'] !== 'string'
  ) {
    return refuse('MalformedDetail', [
      { path: ['Detail', 'name'], found: 'nothing', expected: 'the name of the custom event' },
    ]);
  }
  return undefined;
}

function refuse(code: Refusal['code'], faults: readonly Fault[]): EntryReading {
  return { refusal: { code, message: faults.slice(0, 5).map(writeFault).join('; ') } };
}

/** Times of the JSON protocols are Unix seconds; ours are RFC 3339. */
function readTime(time: string | number): Instant | undefined {
  if (typeof time === 'string') return readInstant(time);
  return Number.isFinite(time) && Math.abs(time) <= 1e11 ? Math.floor(time * 1000) : undefined;
}

function isOurBus(name: string | null | undefined, ours: string): boolean {
  return name === undefined || name === null || name === ours || name.endsWith(`:event-bus/${ours}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
