import { isMessageTooLarge, type MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Outbox } from '../../core/ports.ts';

/** Creates the outbox in memory. It passes each message to a consumer and keeps none, so that a repeat arrives again, as on any bus. */
export function createMemoryOutbox(onMessage: (message: MessageDispatched) => void): Outbox {
  return {
    async send(message) {
      if (isMessageTooLarge(message)) return 'too-large';
      onMessage(message);
      return 'sent';
    },
  };
}
