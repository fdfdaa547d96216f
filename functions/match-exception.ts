import { handleEvent } from '../engine/handle-event.ts';
import { container } from './runtime/background-container.ts';
import { defineEventHandler } from './runtime/define-event-handler.ts';

/** The handler of every interaction and behavior from the bus: exceptions cancel waits, and triggers are forwarded to match-trigger. */
export const createHandler = defineEventHandler(
  async ({ event, getBody }, services) =>
    event.kind === 'profile' ? 0 : handleEvent(event, services, () => services.triggerQueue.forward(getBody())),
  'first',
);

export const handler = createHandler(container);
