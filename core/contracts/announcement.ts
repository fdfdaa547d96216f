import type { Decision } from './decision.ts';

/** What the connector tells the bus besides messages: the events out, by DetailType, with the Detail of each. Instants are RFC 3339. */
export type Announcement =
  | { readonly type: 'Campaign Published' | 'Campaign Stopped'; readonly detail: CampaignChanged }
  | { readonly type: 'Enrollment Changed'; readonly detail: EnrollmentChanged };

/** A publication began, was edited, or ended. */
export interface CampaignChanged {
  readonly campaignId: string;
  readonly version: number;
  readonly at: string;
}

/** A decision about a user and a follow-up. Only told where an installation asks for it: it costs as much as a message. */
export interface EnrollmentChanged extends Pick<Decision, 'enrollmentId' | 'decision' | 'reason' | 'eventId'> {
  readonly campaignId: string;
  readonly userId: string;
  readonly at: string;
}
