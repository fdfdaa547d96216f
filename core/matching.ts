import { BEHAVIORS, type BehaviorName, INTERACTIONS, type Narrowing } from './contracts/catalogue.ts';
import { beginningOf } from './contracts/characters.ts';
import type { Behavior, Interaction, UserEvent } from './contracts/event.ts';
import type { InteractionSelector, Selector } from './contracts/selector.ts';
import { compileFilter } from './filter.ts';
import { digest } from './identity.ts';
import type { Work } from './work.ts';

/** What a selector asks of an event that has one of its keys. */
type EventTest = (event: UserEvent) => boolean;

/** Whether an event is what a selector selects. The answer means nothing where the work is spent. */
export type Matcher = (event: UserEvent, work: Work) => boolean;

/** What of an event says under which keys it is looked up. */
export type Keyed =
  | Pick<Interaction, 'kind' | 'interaction' | 'campaignId'>
  | Pick<Behavior, 'kind' | 'behavior' | 'detail'>;

/** The keys under which follow-ups that an event may concern are found: exact ones, so that matching costs the same for ten campaigns or ten thousand. */
export function keysOf(event: Keyed): string[] {
  if (event.kind === 'interaction') return [`${event.interaction}#${event.campaignId}`];
  const narrowest = narrowestOf(event.behavior, event.detail);
  return narrowest === undefined ? [event.behavior] : [event.behavior, `${event.behavior}#${narrowest}`];
}

/** The key under which a selector is listed. */
export function keyOf(selector: Selector): string {
  if ('interaction' in selector) return `${selector.interaction}#${selector.campaign}`;
  const narrowest = narrowestOf(selector.behavior, selector);
  return narrowest === undefined ? selector.behavior : `${selector.behavior}#${narrowest}`;
}

/** The field that narrows a behavior most: the name of a custom event, the product of a purchase. */
function narrowestOf(
  behavior: BehaviorName,
  fields: { readonly name?: unknown; readonly productId?: unknown },
): string | undefined {
  const value = behavior === 'custom_event.performed' ? fields.name : fields.productId;
  return typeof value === 'string' ? value : undefined;
}

/** Rows name an exception in every mark and decision, up to hundreds of times: longer ones would be more than a row can hold. */
const LONGEST_SELECTOR = 300;

/**
 * A selector as text, the same for the same selector however its fields are ordered: how marks and edits tell selectors.
 * Where that is long, its end is a digest of the whole.
 */
export function writeSelector(selector: Selector): string {
  const text = JSON.stringify(ordered(selector));
  if (text.length <= LONGEST_SELECTOR) return text;
  const name = digest(text);
  return `${beginningOf(text, LONGEST_SELECTOR - name.length - 2)}… ${name}`;
}

/** Compiles a selector: what it is of, its narrowing, its filter, bots and refunds. */
export function matcherOf(selector: Selector): Matcher {
  const where = selector.where === undefined ? () => true : compileFilter(selector.where);
  if ('interaction' in selector) {
    const { interaction, campaign } = selector;
    const [narrows, counts] = [narrowingOf(selector), countsBots(selector)];
    const isOfIt: EventTest = (event) =>
      event.kind === 'interaction' && event.interaction === interaction && event.campaignId === campaign;
    return (event, work) => isOfIt(event) && narrows(event) && counts(event) && where(event.detail, work);
  }
  const { behavior } = selector;
  const [narrows, counts] = [fieldsOf(selector, BEHAVIORS[behavior].narrowedBy), countsRefunds(selector)];
  const isOfIt: EventTest = (event) => event.kind === 'behavior' && event.behavior === behavior;
  return (event, work) => isOfIt(event) && narrows(event) && counts(event) && where(event.detail, work);
}

/** An event or a selector without `receipt` means `sent`, where the interaction has receipts. */
function narrowingOf(selector: InteractionSelector): EventTest {
  const kind = INTERACTIONS[selector.interaction];
  const narrowings: readonly Narrowing[] = kind.narrowedBy;
  const exact = fieldsOf(selector, [
    'messageVariationId',
    ...narrowings.filter((narrowing) => narrowing !== 'receipt'),
  ]);
  if (!narrowings.includes('receipt')) return exact;
  const wanted = selector.receipt ?? 'sent';
  return (event) => (event.detail['receipt'] ?? 'sent') === wanted && exact(event);
}

function fieldsOf<Field extends string>(
  selector: { readonly [F in Field]?: string },
  fields: readonly Field[],
): EventTest {
  const asked = fields.flatMap((field) => (selector[field] === undefined ? [] : [[field, selector[field]] as const]));
  return (event) => asked.every(([field, value]) => event.detail[field] === value);
}

/** R63: suspected bot clicks are skipped unless asked for; null is not true. */
function countsBots({ includeSuspectedBots }: InteractionSelector): EventTest {
  return includeSuspectedBots ? () => true : (event) => event.detail['suspectedBot'] !== true;
}

/** A purchase with a negative price is a refund. */
function countsRefunds(selector: Selector & { includeRefunds?: boolean }): EventTest {
  if (selector.includeRefunds) return () => true;
  return ({ detail }) => typeof detail['price'] !== 'number' || detail['price'] >= 0;
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}
