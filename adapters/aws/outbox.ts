import { MESSAGE_DISPATCHED, MOST_MESSAGE_BYTES, SOURCE } from '../../core/contracts/dispatch.ts';
import type { Outbox } from '../../core/ports.ts';
import type { PutEvent } from './put-events.ts';

/** Messages leave as events on the bus. */
export function awsOutbox(put: PutEvent, busName: string): Outbox {
  return {
    async send(message) {
      const Detail = JSON.stringify(message);
      if (Buffer.byteLength(Detail) > MOST_MESSAGE_BYTES) return 'too-large';
      await put({ EventBusName: busName, Source: SOURCE, DetailType: MESSAGE_DISPATCHED, Detail });
      return 'sent';
    },
  };
}
