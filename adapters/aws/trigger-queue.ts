import { createMessageSender, type MessageSenderDeps } from './message-sender.ts';

/** The queue of events that trigger something, which the handler match-trigger reads. */
export interface TriggerQueue {
  /** Forwards a message unchanged. Throws if the queue does not accept it. */
  forward(body: string): Promise<void>;
}

/** Creates the trigger queue. Messages that are forwarded at the same time share a batch. */
export function createAwsTriggerQueue(deps: Omit<MessageSenderDeps, 'content'>): TriggerQueue {
  return { forward: createMessageSender({ ...deps, content: 'triggers' }) };
}
