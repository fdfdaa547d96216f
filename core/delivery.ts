import type { Channel } from './contracts/definition.ts';
import type { StatisticsPlace } from './contracts/dispatch.ts';
import type { Instant } from './contracts/instant.ts';
import type { HoldBackReason } from './contracts/sending.ts';

/** The identity of one delivery: a message of a dispatch on one channel (R80). */
export interface DeliveryKey {
  readonly dispatchId: string;
  readonly channel: Channel;
  /** The number of the message among those of its channel, from 0. */
  readonly part: number;
}

/** The fields of a delivery in every state. */
export interface DeliveryFields extends DeliveryKey {
  /** The number of writes of this delivery. */
  readonly rev: number;
  readonly userId: string;
  readonly campaignId: string;
  readonly version: number;
  /** The variant of the user (R46); absent if the campaign has none. */
  readonly variant?: string;
  /** The place of the delivery in the statistics of its campaign (R48); absent if the campaign has none. */
  readonly statistics?: StatisticsPlace;
  /** The address or host that it was last sent to; absent until the first attempt. */
  readonly target?: string;
  readonly createdAt: Instant;
  /** The instant from which on it is not sent any more (R87). */
  readonly sendBefore: Instant;
  readonly attempts: number;
  /** The number of attempts whose outcome is unknown (R80). */
  readonly unknownAttempts: number;
  /** The reason of the last attempt that failed. */
  readonly lastReason?: string;
}

/** A delivery that waits for its first or next attempt. */
export interface PendingDelivery extends DeliveryFields {
  readonly state: 'pending';
  readonly dueAt: Instant;
}

/** A delivery that an attempt has a lease on. */
export interface SendingDelivery extends DeliveryFields {
  readonly state: 'sending';
  readonly leaseUntil: Instant;
}

/** A delivery that the provider accepted, and what its events reported since. */
export interface SentDelivery extends DeliveryFields {
  readonly state: 'sent';
  readonly at: Instant;
  readonly providerId?: string;
  readonly deliveredAt?: Instant;
  readonly openedAt?: Instant;
  readonly clickedAt?: Instant;
  readonly bouncedAt?: Instant;
}

/** A delivery that ended without being sent: refused by the provider or by consent, expired, or with an unknown outcome. */
export interface EndedDelivery extends DeliveryFields {
  readonly state: 'refused' | 'expired' | 'unknown';
  readonly at: Instant;
  readonly reason: string;
}

/** A delivery that the sending mode held back (R91). */
export interface HeldBackDelivery extends DeliveryFields {
  readonly state: 'held-back';
  readonly at: Instant;
  readonly reason: HoldBackReason;
}

/** A delivery, in one of its states. */
export type Delivery = PendingDelivery | SendingDelivery | SentDelivery | EndedDelivery | HeldBackDelivery;
export type DeliveryState = Delivery['state'];

/** A delivery that has ended: no attempt follows. */
export type ClosedDelivery = Exclude<Delivery, PendingDelivery | SendingDelivery>;

/** A halt of a channel: its provider accepts nothing until then. */
export interface ChannelHalt {
  readonly until: Instant;
  readonly reason: string;
}
