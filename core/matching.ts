import { BEHAVIORS, type BehaviorName, INTERACTIONS, type Narrowing } from './contracts/catalogue.ts';
import { truncate } from './contracts/characters.ts';
import type { Behavior, Interaction, UserEvent } from './contracts/event.ts';
import type { InteractionSelector, Selector } from './contracts/selector.ts';
import { compileFilter } from './filter.ts';
import { digest } from './identity.ts';
import type { StepCounter } from './step-counter.ts';
import { stringifySorted } from './stringify-sorted.ts';

/** A test of an event, as a part of a selector. */
type EventTest = (event: UserEvent) => boolean;

/** A test of whether a selector selects an event. The result has no meaning if the work is spent. */
export type EventMatcher = (event: UserEvent, steps: StepCounter) => boolean;

/** The fields of an event that determine its lookup keys. */
export type KeyedEvent =
  | Pick<Interaction, 'kind' | 'interaction' | 'campaignId'>
  | Pick<Behavior, 'kind' | 'behavior' | 'detail'>;

/**
 * Returns the keys under which follow-ups that may match an event are listed. They are exact, so that matching costs the same for ten
 * campaigns and for ten thousand.
 */
export function listEventKeys(event: KeyedEvent): string[] {
  if (event.kind === 'interaction') return [createInteractionKey(event)];
  const narrowest = getNarrowestField(event.behavior, event.detail);
  return narrowest === undefined ? [event.behavior] : [event.behavior, `${event.behavior}#${narrowest}`];
}

/** Returns the key under which follow-ups that may match an interaction are listed. */
export function createInteractionKey({
  interaction,
  campaignId,
}: Pick<Interaction, 'interaction' | 'campaignId'>): string {
  return `${interaction}#${campaignId}`;
}

/** Returns the key under which a selector is listed. */
export function createSelectorKey(selector: Selector): string {
  if ('interaction' in selector) return `${selector.interaction}#${selector.campaign}`;
  const narrowest = getNarrowestField(selector.behavior, selector);
  return narrowest === undefined ? selector.behavior : `${selector.behavior}#${narrowest}`;
}

/** Returns the field that narrows a behavior most: the name of a custom event, or the product of a purchase. */
function getNarrowestField(
  behavior: BehaviorName,
  fields: { readonly name?: unknown; readonly productId?: unknown },
): string | undefined {
  const value = behavior === 'custom_event.performed' ? fields.name : fields.productId;
  return typeof value === 'string' ? value : undefined;
}

/** The maximum length of a selector as text. A row has it in every mark and decision, up to hundreds of times, and must have room for it. */
const MAX_SELECTOR_CHARACTERS = 300;

/**
 * Formats a selector as text that does not depend on the order of its fields. Marks and edits identify selectors by it. The end of a
 * long text is replaced by a digest of the whole.
 */
export function serializeSelector(selector: Selector): string {
  const text = stringifySorted(selector);
  if (text.length <= MAX_SELECTOR_CHARACTERS) return text;
  const name = digest(text);
  return `${truncate(text, MAX_SELECTOR_CHARACTERS - name.length - 2)}… ${name}`;
}

/** Compiles a selector: its interaction or behavior, its narrowing, its filter, and whether bots and refunds count. */
export function compileSelector(selector: Selector): EventMatcher {
  const where = selector.where === undefined ? () => true : compileFilter(selector.where);
  if ('interaction' in selector) {
    const { interaction, campaign } = selector;
    const [narrows, counts] = [compileNarrowing(selector), compileBotTest(selector)];
    const isSameKind: EventTest = (event) =>
      event.kind === 'interaction' && event.interaction === interaction && event.campaignId === campaign;
    return (event, steps) => isSameKind(event) && narrows(event) && counts(event) && where(event.detail, steps);
  }
  const { behavior } = selector;
  const [narrows, counts] = [compileFields(selector, BEHAVIORS[behavior].narrowedBy), compileRefundTest(selector)];
  const isSameKind: EventTest = (event) => event.kind === 'behavior' && event.behavior === behavior;
  return (event, steps) => isSameKind(event) && narrows(event) && counts(event) && where(event.detail, steps);
}

/** Compiles the narrowing of a selector. If the interaction has receipts, an event or a selector without `receipt` means `sent`. */
function compileNarrowing(selector: InteractionSelector): EventTest {
  const kind = INTERACTIONS[selector.interaction];
  const narrowings: readonly Narrowing[] = kind.narrowedBy;
  const exact = compileFields(selector, [
    'messageVariationId',
    ...narrowings.filter((narrowing) => narrowing !== 'receipt'),
  ]);
  if (!narrowings.includes('receipt')) return exact;
  const wanted = selector.receipt ?? 'sent';
  return (event) => (event.detail['receipt'] ?? 'sent') === wanted && exact(event);
}

function compileFields<Field extends string>(
  selector: { readonly [F in Field]?: string },
  fields: readonly Field[],
): EventTest {
  const conditions = fields.flatMap((field) =>
    selector[field] === undefined ? [] : [[field, selector[field]] as const],
  );
  return (event) => conditions.every(([field, value]) => event.detail[field] === value);
}

/** Compiles the test that leaves out suspected clicks of bots, unless the selector includes them (R63). Null is not true. */
function compileBotTest({ includeSuspectedBots }: InteractionSelector): EventTest {
  return includeSuspectedBots ? () => true : (event) => event.detail['suspectedBot'] !== true;
}

/** Compiles the test that leaves out refunds, which are purchases with a negative price, unless the selector includes them. */
function compileRefundTest(selector: Selector & { includeRefunds?: boolean }): EventTest {
  if (selector.includeRefunds) return () => true;
  return ({ detail }) => typeof detail['price'] !== 'number' || detail['price'] >= 0;
}
