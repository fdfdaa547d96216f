import type { BehaviorName, InteractionName } from './catalogue.ts';
import type { Instant } from './instant.ts';

/** The fields of an event's Detail, as its producer sent them. `where` filters and templates read them. */
export type Detail = Readonly<Record<string, unknown>>;

interface Occurrence {
  /** The id that the producer gave the event. Together with the source it identifies repeats (R60). */
  readonly id: string;
  readonly source: string;
  readonly userId: string;
  /** The instant at which the user did it (R2). */
  readonly at: Instant;
  readonly detail: Detail;
}

/** An event: a user did something with a message of a campaign. */
export interface Interaction extends Occurrence {
  readonly kind: 'interaction';
  readonly interaction: InteractionName;
  readonly campaignId: string;
}

/** An event: a user did something outside campaigns. */
export interface Behavior extends Occurrence {
  readonly kind: 'behavior';
  readonly behavior: BehaviorName;
}

/** An event: attributes of a user changed. */
export interface ProfileUpdate extends Occurrence {
  readonly kind: 'profile';
}

/** An event: a user was deleted, so that what is known of the user is to be forgotten (R65). */
export interface UserDeletion extends Occurrence {
  readonly kind: 'deletion';
}

/** An event: a user was merged into another, who takes everything along (R65). `userId` is the user who was merged. */
export interface UserMerge extends Occurrence {
  readonly kind: 'merge';
  /** The user into whom it was merged. */
  readonly intoUserId: string;
}

/** An event that can be a trigger or an exception of a follow-up. */
export type UserEvent = Interaction | Behavior;

export type ConnectorEvent = UserEvent | ProfileUpdate | UserDeletion | UserMerge;

/** Returns whether an event can be a trigger or an exception of a follow-up. */
export function isUserEvent(event: ConnectorEvent): event is UserEvent {
  return event.kind === 'interaction' || event.kind === 'behavior';
}

/** Returns the name of an event, under which it is counted: its interaction, its behavior, `profile`, `deletion` or `merge`. */
export function getEventName(event: ConnectorEvent): string {
  switch (event.kind) {
    case 'interaction':
      return event.interaction;
    case 'behavior':
      return event.behavior;
    case 'profile':
    case 'deletion':
    case 'merge':
      return event.kind;
  }
}
