import type { UserEvent } from '../../core/contracts/event.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import type { Selector } from '../../core/contracts/selector.ts';

/** The kinds of events in a history. */
export const KINDS = ['opened', 'clicked-x', 'clicked-y', 'bought-1', 'bought-2', 'joined'] as const;
/** `started` is only a conversion event, so that what users do after their messages triggers and cancels nothing. */
export type Kind = (typeof KINDS)[number] | 'started';

/** A selector and the kinds that it matches, written by hand, so that the model uses no code of the product. */
export interface Choice {
  readonly selector: Selector;
  readonly matches: readonly Kind[];
  /** True for an exception that compares a field with the trigger (R39). */
  readonly isCompared?: true;
}

const clicked = { interaction: 'email.clicked', campaign: 'original' } as const;

export const CHOICES: readonly Choice[] = [
  { selector: { interaction: 'email.opened', campaign: 'original' }, matches: ['opened'] },
  { selector: clicked, matches: ['clicked-x', 'clicked-y'] },
  { selector: { ...clicked, linkUrl: 'x' }, matches: ['clicked-x'] },
  { selector: { behavior: 'purchase.made' }, matches: ['bought-1', 'bought-2'] },
  { selector: { behavior: 'purchase.made', productId: '1' }, matches: ['bought-1'] },
  { selector: { behavior: 'custom_event.performed', name: 'joined' }, matches: ['joined'] },
];

/** The conversion event that users do after their messages (R47). */
export const STARTED: Choice = { selector: { behavior: 'session.started' }, matches: ['started'] };

/** The field of an event's detail that exceptions compare. */
export const COMPARED = 'item';

/** The field of a trigger's detail that marks the message it leads to as one that cannot be sent. */
export const UNSENDABLE = 'unsendable';

/** Returns an event of a kind by a user; the message that it triggers may be one that cannot be sent. */
export function eventOf(
  kind: Kind,
  fields: { id: string; userId: string; at: Instant },
  isUnsendable = false,
): UserEvent {
  const event = plainEventOf(kind, fields);
  return isUnsendable ? { ...event, detail: { ...event.detail, [UNSENDABLE]: true } } : event;
}

function plainEventOf(kind: Kind, fields: { id: string; userId: string; at: Instant }): UserEvent {
  const base = { ...fields, source: 'simulation' };
  const [what, which] = kind.split('-');
  switch (what) {
    case 'opened':
      return { ...base, kind: 'interaction', interaction: 'email.opened', campaignId: 'original', detail: {} };
    case 'clicked':
      return {
        ...base,
        kind: 'interaction',
        interaction: 'email.clicked',
        campaignId: 'original',
        detail: { linkUrl: which },
      };
    case 'bought':
      return { ...base, kind: 'behavior', behavior: 'purchase.made', detail: { productId: which } };
    case 'started':
      return { ...base, kind: 'behavior', behavior: 'session.started', detail: {} };
    default:
      return { ...base, kind: 'behavior', behavior: 'custom_event.performed', detail: { name: 'joined' } };
  }
}
