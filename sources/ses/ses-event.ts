import type { Instant } from '../../core/contracts/instant.ts';
import type { DeliveryKey } from '../../core/delivery.ts';
import type { ContactFeedback, DeliveryFeedback } from '../../core/feedback.ts';
import type { InteractionFields } from './occurrence.ts';

/** The settings of the translation of events of SES. */
export interface SesSettings {
  /** The id of this installation, which its own emails carry. */
  readonly installationId: string;
  readonly now: Instant;
  /** The emails of other tools whose events are read; absent, none are. */
  readonly otherMail?: OtherMailSettings;
}

/** The settings of emails that other tools send: the tag that names their campaign, and where their user is found. */
export type OtherMailSettings = { readonly campaignTag: string } & (
  | { readonly user: 'tag'; readonly userTag: string }
  /** The address of the recipient is the id of the user. */
  | { readonly user: 'address' }
);

/** An email that an event is about. */
export type SesMail =
  /** An email of this installation. Its user, if no tag names them, is found by its delivery. */
  | { readonly origin: 'own'; readonly key: DeliveryKey; readonly campaignId: string; readonly userId?: string }
  /** An email of another tool. */
  | { readonly origin: 'other'; readonly campaignId: string; readonly userId: string };

/** The facts of an event of SES that we need. Its interactions have no user yet: `completeEntries` adds them. */
export interface ParsedSesEvent {
  readonly kind: 'parsed';
  /** The id of the event, derived from its content: the same on every route. */
  readonly id: string;
  readonly at: Instant;
  readonly mail: SesMail;
  /** The fields of the Detail of each interaction. */
  readonly interactions: readonly InteractionFields[];
  /** A report about a delivery of this installation. */
  readonly delivery?: DeliveryFeedback;
  readonly contact: readonly ContactFeedback[];
}

/** An event that is skipped: it is not about an email of ours, or tells nothing that we need. */
export interface SkippedSesEvent {
  readonly kind: 'skipped';
  /** The event type, by which skipped events are counted. */
  readonly eventType: string;
  readonly why: string;
}

/** An event that is rejected: it is not as SES writes events. The reason names the field. */
export interface RejectedSesEvent {
  readonly kind: 'rejected';
  readonly reason: string;
}

/** The result of one event of SES. */
export type SesEventResult = ParsedSesEvent | SkippedSesEvent | RejectedSesEvent;
