import * as v from 'valibot';
import { NARROWINGS, namesOf } from './contracts/catalogue.ts';
import { DETAILS, type DetailType } from './contracts/entry.ts';
import type { ConnectorEvent, Detail } from './contracts/event.ts';
import { type Fault, faultsOf } from './contracts/fault.ts';
import { type Instant, readInstant } from './contracts/instant.ts';
import { faultInJson, MOST_LEVELS } from './contracts/json.ts';
import { digest } from './identity.ts';
import { MOST_ATTRIBUTE_BYTES } from './profile.ts';

/** What the attributes of one update may be: a profile has no more, either. */
const ATTRIBUTES_LIMIT = { levels: MOST_LEVELS, bytes: MOST_ATTRIBUTE_BYTES };

/** What the entry around a Detail says. */
interface Envelope {
  readonly source: string;
  readonly at: Instant;
  readonly entryId: string;
}

/** Reads the Detail of an entry into an event, or says what is wrong with it. */
export function readDetail(
  type: DetailType,
  detail: Detail,
  envelope: Envelope,
): ConnectorEvent | { readonly faults: Fault[] } {
  switch (type) {
    case 'Campaign Interaction': {
      const { output, issues } = v.safeParse(DETAILS[type], detail);
      if (issues !== undefined) return malformed(issues);
      const { interaction, campaignId } = output;
      return { kind: 'interaction', interaction, campaignId, ...occurrence(output, detail, envelope) };
    }
    case 'User Behavior': {
      const { output, issues } = v.safeParse(DETAILS[type], detail);
      if (issues !== undefined) return malformed(issues);
      return { kind: 'behavior', behavior: output.behavior, ...occurrence(output, detail, envelope) };
    }
    case 'User Profile Updated': {
      const { output, issues } = v.safeParse(DETAILS[type], detail);
      if (issues !== undefined) return malformed(issues);
      const fault = faultInJson(output.attributes, ['Detail', 'attributes'], ATTRIBUTES_LIMIT);
      return fault === undefined ? { kind: 'profile', ...occurrence(output, detail, envelope) } : { faults: [fault] };
    }
  }
}

interface Said {
  readonly userId: string;
  readonly id?: string | null | undefined;
  readonly occurredAt?: string | null | undefined;
}

/** Keeps the Detail as it came: what valibot hands on lacks fields that are called `constructor` or `__proto__`, which templates and receivers see like any other. */
function occurrence({ userId, id, occurredAt }: Said, detail: Detail, { source, at: entryTime, entryId }: Envelope) {
  const at = (typeof occurredAt === 'string' ? readInstant(occurredAt) : undefined) ?? entryTime;
  return { source, userId, at, detail, id: id ?? derivedId(source, detail, at) ?? entryId };
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
