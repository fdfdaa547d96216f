import { askedOnce } from '../../adapters/aws/listeners.ts';
import type { AwsServices } from '../../adapters/aws/services.ts';
import type { ConnectorEvent } from '../../core/contracts/event.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { onBatch } from './on-queue.ts';
import { receivedIn } from './received.ts';
import type { World } from './world.ts';

/** An event, whether an earlier delivery of it may have left something undone, and its message, to be handed on. */
export interface Delivery<Event extends ConnectorEvent = ConnectorEvent> {
  readonly event: Event;
  readonly isRepeated: boolean;
  readonly body: string;
}

/** A stage at its door: answers how many follow-ups the event concerned. */
export type EventStage = (delivery: Delivery, services: AwsServices) => Promise<number>;

/** Which queue of its way it is: an event that is handed on is counted where it first came. */
export type Hop = 'first' | 'second';

/**
 * Takes events from a queue to a stage. Events of one user go one after the other, so that they do not fight over a row;
 * and who listens is asked once for each key of a batch. What is no event is refused, and kept (R61).
 */
export function onEvents(stage: EventStage, hop: Hop) {
  return onBatch(({ services }) => {
    const shared = { ...services, listeners: askedOnce(services.listeners) };
    const turns = new Map<string, Promise<unknown>>();
    return async (record, world) => {
      const received = receivedIn(record);
      if ('refusal' in received) {
        const { refusal, at, entry } = received;
        return world.services.refusals.keep({ ...refusal, at, entry }, { id: record.messageId, since: at });
      }
      const { event } = received;
      const before = turns.get(event.userId) ?? Promise.resolve();
      const turn = before.then(() => stage(received, shared));
      turns.set(
        event.userId,
        turn.catch(() => undefined),
      );
      measure(event, await turn, { hop, world });
    };
  });
}

function measure(event: ConnectorEvent, concerned: number, { hop, world }: { hop: Hop; world: World }): void {
  if (concerned > 0) world.meter.add(METRICS.eventsMatched, concerned);
  if (hop === 'first') world.meter.add(METRICS.eventsReceived, 1, nameOf(event));
}

function nameOf(event: ConnectorEvent): string {
  switch (event.kind) {
    case 'interaction':
      return event.interaction;
    case 'behavior':
      return event.behavior;
    case 'profile':
      return 'profile';
  }
}
