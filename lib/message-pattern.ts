import type { EventPattern } from 'aws-cdk-lib/aws-events';
import type { Channel } from '../core/contracts/definition.ts';
import { CONNECTOR_SOURCE, MESSAGE_DISPATCHED } from '../core/contracts/dispatch.ts';

/** The account of the connector, and the channels of messages that a rule accepts: all if absent. */
export interface MessagePatternProps {
  readonly account: string;
  readonly channels?: readonly Channel[];
}

/**
 * Creates the pattern of dispatched messages. An event that another account puts on the bus carries that account, so it cannot pass for
 * a message. EventBridge looks for a channel in every element of the list of messages.
 */
export function createMessagePattern({ account, channels }: MessagePatternProps): EventPattern {
  return {
    account: [account],
    source: [CONNECTOR_SOURCE],
    detailType: [MESSAGE_DISPATCHED],
    ...(channels !== undefined && { detail: { messages: { channel: channels } } }),
  };
}
