import { askedOnce } from '../adapters/aws/listeners.ts';
import type { ConnectorEvent } from '../core/contracts/event.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import type { Services } from '../core/ports.ts';
import { onBatch } from './on-queue.ts';
import { receivedIn } from './received.ts';
import type { World } from './world.ts';

/** An event, and whether an earlier delivery of it may have left something undone. */
export interface Delivery<Event extends ConnectorEvent = ConnectorEvent> {
  readonly event: Event;
  readonly isRepeated: boolean;
}

/** A stage at its door: answers how many follow-ups the event concerned. */
export type EventStage = (delivery: Delivery, services: Services) => Promise<number>;

/** Whose queue it is: of an event that goes through two queues, one counts it, and keeps it where it is refused (R61). */
export type Duty = 'counts and refuses' | 'matches only';

/**
 * Takes events from a queue to a stage. Events of one user go one after the other, so that they do not fight over a row;
 * and who listens is asked once for each key of a batch.
 */
export function onEvents(stage: EventStage, duty: Duty) {
  return onBatch(({ services }) => {
    const shared = { ...services, listeners: askedOnce(services.listeners) };
    const turns = new Map<string, Promise<unknown>>();
    return async (record, world) => {
      const received = receivedIn(record);
      if ('refusal' in received) {
        const { refusal, at, entry } = received;
        if (duty === 'counts and refuses')
          await world.services.refusals.keep({ ...refusal, at, entry }, record.messageId);
        return;
      }
      const { event } = received;
      const before = turns.get(event.userId) ?? Promise.resolve();
      const turn = before.then(() => stage(received, shared));
      turns.set(
        event.userId,
        turn.catch(() => undefined),
      );
      measure(event, await turn, { duty, world });
    };
  });
}

function measure(event: ConnectorEvent, concerned: number, { duty, world }: { duty: Duty; world: World }): void {
  if (concerned > 0) world.meter.add(METRICS.eventsMatched, concerned);
  if (duty === 'counts and refuses') world.meter.add(METRICS.eventsReceived, 1, nameOf(event));
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
