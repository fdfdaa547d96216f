import type { Channel } from './definition.ts';
import type { DeliveryReasonCode } from './delivery-reason.ts';
import type { RenderedMessage } from './dispatch.ts';
import type { Tracking } from './settings.ts';
import type { TimeSpan } from './time-span.ts';

/** The message for one target, as a sender gets it. Consent, mode and time are judged already. */
export interface SendRequest {
  readonly dispatchId: string;
  readonly campaignId: string;
  readonly version: number;
  /** The variant of the user (R46); absent if the campaign has none. */
  readonly variant?: string | undefined;
  readonly userId: string;
  /** The rendered fields of the message. */
  readonly message: RenderedMessage;
  /** The number of the message among those of its channel, from 0. */
  readonly part: number;
  /** An email address; of a webhook the host; of the inbox the id of the user. */
  readonly target: string;
  /** True if the message needs no consent (R82), and so carries no way to unsubscribe. */
  readonly isTransactional: boolean;
  /** The interactions that are tracked of this message, by the settings and the consent of the user (R94). */
  readonly tracking: Tracking;
  /** RFC 3339. The instant at which the message was claimed, the same on every repeat. */
  readonly dispatchedAt: string;
}

/**
 * The result of an attempt to send.
 *
 * - `sent`: the provider accepted the message.
 * - `refused`: the provider will never accept it. `mark` is given if the address itself cannot be reached (R84).
 * - `later`: the provider did not accept it now. With `haltFor`, it accepts no message of the channel for this time: its account is paused,
 *   or its quota used up.
 * - `unknown`: the provider may have accepted it: the answer did not come.
 */
export type SendResult =
  | { readonly kind: 'sent'; readonly providerId?: string }
  | { readonly kind: 'refused'; readonly reason: string; readonly mark?: 'undeliverable' }
  | { readonly kind: 'later'; readonly reason: string; readonly after?: TimeSpan; readonly haltFor?: TimeSpan }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Returns the result of an attempt that ends before the provider is asked, or whose answer has a code of its own. */
export function refuseMessage(reason: DeliveryReasonCode): SendResult {
  return { kind: 'refused', reason };
}

/**
 * A sender gives messages of one channel to one provider, and does nothing else: it knows no table, no consent, no retry policy and no
 * queue. It throws only if something is broken that is not about the message.
 */
export interface Sender {
  readonly channel: Channel;
  /** True if nothing that is sent leaves the machine or the installation: an SMTP server on loopback, the inbox (R91). */
  readonly isContained: boolean;
  /** The longest time that an attempt takes. It is given up afterwards, and its outcome counts as unknown. */
  readonly timeout: TimeSpan;
  /**
   * The step after a crash between the call of the provider and its record, or after an answer that did not come (R80). `repeat`:
   * the same message is sent again, because the receiver recognizes it. `once-more`: it is sent again once, after the time in which
   * events of the provider would say that it was sent.
   */
  readonly afterUnknown: 'repeat' | { readonly onceMoreAfter: TimeSpan };
  /** Returns the target of a message whose contact has an address, or the user otherwise; or the reason why there is none. */
  findTarget(
    message: RenderedMessage,
    address: string | undefined,
  ): { readonly target: string } | { readonly refused: string };
  send(request: SendRequest, signal: AbortSignal): Promise<SendResult>;
  /** Closes idle connections, if the sender keeps any. */
  close?(): void;
}
