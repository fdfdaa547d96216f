import { createMessageSender, type MessageSenderDeps } from './message-sender.ts';

/** The way back to its queue for an event of a pack that failed, while the others are done. */
export interface LoneEvents {
  /** Puts an event into the queue that it came from, as a message of its own. Throws if the queue does not accept it. */
  put(event: string): Promise<void>;
}

/** Creates the way back to the queue whose messages Lambda delivers to this function. */
export function createAwsLoneEvents(deps: Omit<MessageSenderDeps, 'content'>): LoneEvents {
  return { put: createMessageSender({ ...deps, content: 'events' }) };
}
