import { countBytes } from './characters.ts';
import type { Channel } from './definition.ts';
import type { Detail } from './event.ts';

/** The source of every event that the connector itself puts on the bus. */
export const CONNECTOR_SOURCE = 'campaign-connector';

/** The DetailType of a dispatched message. */
export const MESSAGE_DISPATCHED = 'Message Dispatched';

/**
 * The maximum size in bytes of a whole `MessageDispatched` as JSON, its trigger included. An entry of the bus may have 256 KiB, with
 * its source and type.
 */
export const MAX_MESSAGE_BYTES = 255 * 1024;

/** A message whose fields (`subject`, `body`, …) are rendered. */
export type RenderedMessage = { readonly channel: Channel } & Readonly<Record<string, unknown>>;

/** The Detail of `Message Dispatched`, which a consumer sends immediately. A repeat carries the same `dispatchId` (R71). */
export interface MessageDispatched {
  /** The id of the enrollment. A consumer ignores an id that it has already seen. */
  readonly dispatchId: string;
  readonly campaignId: string;
  readonly version: number;
  /** The variant of the user; absent if the campaign has none (R46). */
  readonly variant?: string;
  readonly userId: string;
  readonly messages: readonly RenderedMessage[];
  /** The event that triggered the message, as its producer sent it, with its `id` and `occurredAt` filled in. */
  readonly trigger: Detail;
  /** RFC 3339. */
  readonly dueAt: string;
  /** RFC 3339. */
  readonly dispatchedAt: string;
  /** RFC 3339. The instant from which on senders do not send the message any more (R87); absent if no channel has a sender. */
  readonly sendBefore?: string;
  /** `transactional` if the messages need no consent (R82); absent otherwise. */
  readonly purpose?: 'transactional';
  /** The place of the message in the statistics of its campaign (R48); absent if that has none. */
  readonly statistics?: StatisticsPlace;
}

/** The place of a message in the statistics of its campaign: the day of the company, such as `2026-12-01`, and the epoch of the shares. */
export interface StatisticsPlace {
  readonly day: string;
  readonly epoch: number;
}

/** Returns whether a message is too large for the bus. The length decides for most: a UTF-16 unit has at most three bytes. */
export function isMessageTooLarge(message: MessageDispatched): boolean {
  const text = JSON.stringify(message);
  return 3 * text.length > MAX_MESSAGE_BYTES && countBytes(text) > MAX_MESSAGE_BYTES;
}

/** Counts the bytes of a message as JSON. */
export function countMessageBytes(message: MessageDispatched): number {
  return countBytes(JSON.stringify(message));
}
