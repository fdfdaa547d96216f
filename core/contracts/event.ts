import type { BehaviorName, InteractionName } from './catalogue.ts';
import type { Instant } from './instant.ts';

/** The fields of an event's Detail as its producer sent them: what `where` filters and templates see. */
export type Detail = Readonly<Record<string, unknown>>;

interface Occurrence {
  /** The event's own id; with its source it tells repeats (R60). */
  readonly id: string;
  readonly source: string;
  readonly userId: string;
  /** When the user did it (R2). */
  readonly at: Instant;
  readonly detail: Detail;
}

/** A user did something with a campaign. */
export interface Interaction extends Occurrence {
  readonly kind: 'interaction';
  readonly interaction: InteractionName;
  readonly campaignId: string;
}

/** A user did something outside campaigns. */
export interface Behavior extends Occurrence {
  readonly kind: 'behavior';
  readonly behavior: BehaviorName;
}

/** Something is new about a user. */
export interface ProfileUpdate extends Occurrence {
  readonly kind: 'profile';
}

/** What can trigger a follow-up or be its exception. */
export type UserEvent = Interaction | Behavior;

export type ConnectorEvent = UserEvent | ProfileUpdate;
