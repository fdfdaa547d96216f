import type { Decision } from './decision.ts';

/** An event that the connector puts on the bus besides its messages: its DetailType and its Detail. Instants are RFC 3339. */
export type Announcement =
  | { readonly type: 'Campaign Published' | 'Campaign Stopped'; readonly detail: CampaignChanged }
  | { readonly type: 'Enrollment Changed'; readonly detail: EnrollmentChanged }
  | { readonly type: 'User Erased'; readonly detail: UserErased };

/** The Detail of the events about a campaign: a publication began, was edited, or ended. */
export interface CampaignChanged {
  readonly campaignId: string;
  readonly version: number;
  readonly at: string;
}

/** The Detail of the event about a deleted user of whom nothing is left but that the user was deleted (R65). */
export interface UserErased {
  readonly userId: string;
  /** The instant of the deletion. */
  readonly deletedAt: string;
  /** The instant at which its last step was done. */
  readonly erasedAt: string;
}

/** The Detail of the event about a decision. It is optional for each installation, because it costs as much as a message. */
export interface EnrollmentChanged extends Pick<Decision, 'enrollmentId' | 'decision' | 'reason' | 'eventId'> {
  readonly campaignId: string;
  readonly userId: string;
  readonly at: string;
}
