import type { Channel } from './definition.ts';
import type { Detail } from './event.ts';

/** The source of every event that the connector itself puts on the bus. */
export const CONNECTOR_SOURCE = 'campaign-connector';

/** The DetailType of a message that leaves. */
export const MESSAGE_DISPATCHED = 'Message Dispatched';

/** The most bytes of a whole `MessageDispatched` as JSON, its trigger included: an entry of the bus may have at most 256 KiB, with its source and type. */
export const MAX_MESSAGE_BYTES = 255 * 1024;

/** The contents of one message, rendered, by field: `subject`, `body`, … */
export type RenderedMessage = { readonly channel: Channel } & Readonly<Record<string, unknown>>;

/** The Detail of `Message Dispatched`: send this now. A repeat carries the same `dispatchId` (R71). */
export interface MessageDispatched {
  /** The enrollment's id: drop what you have seen. */
  readonly dispatchId: string;
  readonly campaignId: string;
  readonly version: number;
  readonly userId: string;
  readonly messages: readonly RenderedMessage[];
  /** The event that triggered it, as its producer sent it, with its `id` and `occurredAt` filled in. */
  readonly trigger: Detail;
  /** RFC 3339. */
  readonly dueAt: string;
  /** RFC 3339. */
  readonly dispatchedAt: string;
}

/** Returns how many bytes a message has as JSON. */
export function countMessageBytes(message: MessageDispatched): number {
  return new TextEncoder().encode(JSON.stringify(message)).length;
}
