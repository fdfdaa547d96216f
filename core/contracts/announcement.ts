import type { Decision } from './decision.ts';

/** An event that the connector puts on the bus besides its messages: its DetailType and its Detail. Instants are RFC 3339. */
export type Announcement =
  | { readonly type: 'Campaign Published' | 'Campaign Stopped'; readonly detail: CampaignChanged }
  | { readonly type: 'Enrollment Changed'; readonly detail: EnrollmentChanged };

/** The Detail of the events about a campaign: a publication began, was edited, or ended. */
export interface CampaignChanged {
  readonly campaignId: string;
  readonly version: number;
  readonly at: string;
}

/** The Detail of the event about a decision. It is optional for each installation, because it costs as much as a message. */
export interface EnrollmentChanged extends Pick<Decision, 'enrollmentId' | 'decision' | 'reason' | 'eventId'> {
  readonly campaignId: string;
  readonly userId: string;
  readonly at: string;
}
