import { EventBridgeClient, type EventBridgeClientConfig, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventsClient } from './client-interfaces.ts';

/** Creates the client of EventBridge. */
export function createEventsClient(config: EventBridgeClientConfig): EventsClient {
  const client = new EventBridgeClient(config);
  return { putEvents: (input) => client.send(new PutEventsCommand(input)) };
}
