import { CONNECTOR_SOURCE } from '../../core/contracts/dispatch.ts';
import type { Announcer, Log } from '../../core/ports.ts';
import type { PutEvent } from './put-events.ts';

/** The dependencies of the announcer. */
export interface AnnouncerDeps {
  readonly put: PutEvent;
  readonly busName: string;
  readonly hasEnrollmentEvents: boolean;
  readonly log: Log;
}

/** Creates the announcer, which puts announcements on the bus as events. One that the bus does not accept is lost, which is logged. */
export function createAwsAnnouncer({ put, busName, hasEnrollmentEvents, log }: AnnouncerDeps): Announcer {
  return {
    hasEnrollmentEvents,
    async announce(announcements) {
      await Promise.all(
        announcements.map(({ type, detail }) =>
          put({
            EventBusName: busName,
            Source: CONNECTOR_SOURCE,
            DetailType: type,
            Detail: JSON.stringify(detail),
          }).catch((error: unknown) => log.warn('ANNOUNCEMENT_LOST', { type, error: String(error) })),
        ),
      );
    },
  };
}
