import * as v from 'valibot';
import { listKeys, NARROWINGS } from './contracts/catalogue.ts';
import { DETAIL_SCHEMAS, type DetailType } from './contracts/entry.ts';
import type { ConnectorEvent, Detail } from './contracts/event.ts';
import { type Fault, toFaults } from './contracts/fault.ts';
import { type Instant, parseInstant } from './contracts/instant.ts';
import { findJsonFault, MAX_JSON_LEVELS } from './contracts/json.ts';
import { digest } from './identity.ts';
import { MAX_ATTRIBUTES_BYTES } from './profile.ts';

/** The limits of the attributes of an update, which are those of a profile. */
const ATTRIBUTES_LIMIT = { maxLevels: MAX_JSON_LEVELS, maxBytes: MAX_ATTRIBUTES_BYTES };

/** The facts about an event that the entry around its Detail gives. */
interface Envelope {
  readonly source: string;
  readonly at: Instant;
  readonly entryId: string;
}

/** Parses the Detail of an entry as an event. Returns its faults if it is none. */
export function parseDetail(
  type: DetailType,
  detail: Detail,
  envelope: Envelope,
): ConnectorEvent | { readonly faults: Fault[] } {
  switch (type) {
    case 'Campaign Interaction': {
      const { output, issues } = v.safeParse(DETAIL_SCHEMAS[type], detail);
      if (issues !== undefined) return toDetailFaults(issues);
      const { interaction, campaignId } = output;
      return { kind: 'interaction', interaction, campaignId, ...createOccurrence(output, detail, envelope) };
    }
    case 'User Behavior': {
      const { output, issues } = v.safeParse(DETAIL_SCHEMAS[type], detail);
      if (issues !== undefined) return toDetailFaults(issues);
      return { kind: 'behavior', behavior: output.behavior, ...createOccurrence(output, detail, envelope) };
    }
    case 'User Profile Updated': {
      const { output, issues } = v.safeParse(DETAIL_SCHEMAS[type], detail);
      if (issues !== undefined) return toDetailFaults(issues);
      const fault = findJsonFault(output.attributes, ['Detail', 'attributes'], ATTRIBUTES_LIMIT);
      return fault === undefined
        ? { kind: 'profile', ...createOccurrence(output, detail, envelope) }
        : { faults: [fault] };
    }
    case 'User Deleted': {
      const { output, issues } = v.safeParse(DETAIL_SCHEMAS[type], detail);
      if (issues !== undefined) return toDetailFaults(issues);
      return { kind: 'deletion', ...createOccurrence(output, detail, envelope) };
    }
    case 'Users Merged': {
      const { output, issues } = v.safeParse(DETAIL_SCHEMAS[type], detail);
      if (issues !== undefined) return toDetailFaults(issues);
      const { fromUserId, intoUserId, occurredAt } = output;
      if (fromUserId === intoUserId) return { faults: [SAME_USER_FAULT] };
      const derived =
        typeof occurredAt === 'string' ? digest(envelope.source, type, occurredAt, fromUserId, intoUserId) : undefined;
      const fields = { userId: fromUserId, occurredAt, id: output.id ?? derived };
      return { kind: 'merge', intoUserId, ...createOccurrence(fields, detail, envelope) };
    }
  }
}

/** The fault of a merge of a user into itself. */
const SAME_USER_FAULT: Fault = {
  path: ['Detail', 'intoUserId'],
  expected: 'another user than fromUserId',
  found: 'the same',
};

interface OccurrenceFields {
  readonly userId: string;
  readonly id?: string | null | undefined;
  readonly occurredAt?: string | null | undefined;
}

/**
 * Returns the common fields of an event. The Detail stays as it came: the output of valibot lacks fields that are named `constructor` or
 * `__proto__`, which templates and consumers see like any other field.
 */
function createOccurrence(
  { userId, id, occurredAt }: OccurrenceFields,
  detail: Detail,
  { source, at: entryTime, entryId }: Envelope,
) {
  const at = (typeof occurredAt === 'string' ? parseInstant(occurredAt) : undefined) ?? entryTime;
  return { source, userId, at, detail, id: id ?? deriveEventId(source, detail, at) ?? entryId };
}

function toDetailFaults(issues: readonly v.BaseIssue<unknown>[]): { faults: Fault[] } {
  return { faults: toFaults(issues).map((fault) => ({ ...fault, path: ['Detail', ...fault.path] })) };
}

const IDENTIFYING_FIELDS = [
  'userId',
  'interaction',
  'campaignId',
  ...listKeys(NARROWINGS),
  'behavior',
  'name',
  'productId',
  'price',
  'currency',
];

/** Derives an id from the content of an event that has an `occurredAt` but no id. Returns undefined if it has no `occurredAt`: the id of the entry is used. */
function deriveEventId(source: string, detail: Detail, at: Instant): string | undefined {
  if (typeof detail['occurredAt'] !== 'string') return undefined;
  return digest(source, String(at), ...IDENTIFYING_FIELDS.map((field) => JSON.stringify(detail[field] ?? null)));
}
