import type { Detail } from './contracts/event.ts';
import { isFieldPath } from './contracts/field-path.ts';
import { formatInstant, type Instant } from './contracts/instant.ts';
import { isObject } from './contracts/object.ts';
import type { Filter, Selector } from './contracts/selector.ts';

/** The fields of a selector that say how it selects, and are no fields of an event. */
const SELECTING_FIELDS: readonly string[] = [
  'campaign',
  'where',
  'sameAsTrigger',
  'includeSuspectedBots',
  'includeRefunds',
];

/** The user and the instant of an example. */
interface ExampleOccurrence {
  readonly userId: string;
  readonly at: Instant;
}

/**
 * Creates an example of the events that a selector selects: with the fields that it names, and those that its filter compares with one
 * value. Other fields are not known.
 */
export function createExampleTrigger(selector: Selector, { userId, at }: ExampleOccurrence): Detail {
  const named = Object.entries(selector).filter(([name]) => !SELECTING_FIELDS.includes(name));
  const detail: Record<string, unknown> = {
    userId,
    ...Object.fromEntries(named),
    ...('campaign' in selector ? { campaignId: selector.campaign } : {}),
    id: 'example',
    occurredAt: formatInstant(at),
  };
  for (const [path, value] of listEqualities(selector.where ?? {})) setField(detail, path.split('.'), value);
  return detail;
}

function listEqualities(filter: Filter): (readonly [path: string, value: unknown])[] {
  return Object.entries(filter).flatMap(([path, condition]) => {
    const value = isObject(condition) ? condition['$eq'] : condition;
    return isFieldPath(path) && ['string', 'number', 'boolean'].includes(typeof value) ? [[path, value] as const] : [];
  });
}

function setField(fields: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    fields[name] ??= value;
    return;
  }
  const known = fields[name];
  const inner = isObject(known) ? { ...known } : {};
  fields[name] = inner;
  setField(inner, rest, value);
}
