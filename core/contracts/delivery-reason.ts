import type { UnreachableReason } from './left-out-channel.ts';
import type { HoldBackReason } from './sending.ts';

/** The reasons why an email cannot be composed. None of them changes with time. */
export type EmailRefusal =
  | 'not-an-address'
  | 'bad-from'
  | 'bad-reply-to'
  | 'no-body'
  | 'no-unsubscribe-link'
  | 'bad-unsubscribe-link';

/** The reasons why the URL of a webhook is not called (R88). */
export type UrlRefusal =
  | 'not-a-url'
  | 'not-https'
  | 'has-user'
  | 'port-not-allowed'
  | 'host-not-allowed'
  | 'private-address';

/** The reasons why a request of a webhook cannot be made, and the answer of a receiver that wants no more. */
export type WebhookRefusal = UrlRefusal | 'bad-request' | 'bad-header' | 'gone';

/** The reason why a message cannot lie in an inbox. */
export type InboxRefusal = 'malformed-message';

/** The reasons of this installation why an attempt has no result yet, or never had one. */
export type AttemptReason = 'no-answer' | 'not-tried';

/** The codes that a delivery has as its reason. Any other reason is the text of a provider, or of an error. */
export type DeliveryReasonCode =
  | UnreachableReason
  | HoldBackReason
  | EmailRefusal
  | WebhookRefusal
  | InboxRefusal
  | AttemptReason;
