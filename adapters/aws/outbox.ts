import { CONNECTOR_SOURCE, MAX_MESSAGE_BYTES, MESSAGE_DISPATCHED } from '../../core/contracts/dispatch.ts';
import type { Outbox } from '../../core/ports.ts';
import type { PutEvent } from './put-events.ts';

/** Creates the outbox, which puts messages on the bus as events. */
export function createAwsOutbox(put: PutEvent, busName: string): Outbox {
  return {
    async send(message) {
      const Detail = JSON.stringify(message);
      if (Buffer.byteLength(Detail) > MAX_MESSAGE_BYTES) return 'too-large';
      await put({ EventBusName: busName, Source: CONNECTOR_SOURCE, DetailType: MESSAGE_DISPATCHED, Detail });
      return 'sent';
    },
  };
}
