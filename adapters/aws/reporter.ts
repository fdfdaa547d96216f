import type { Reporter } from '../../core/ports.ts';
import type { PutEvent } from './put-events.ts';

/** Creates the reporter, which puts interactions on the bus as events. The rules of the bus deliver them like those of any producer. */
export function createAwsReporter(put: PutEvent, busName: string): Reporter {
  return {
    async report(entries) {
      await Promise.all(
        entries.map(({ Source, DetailType, Detail }) =>
          put({ EventBusName: busName, Source, DetailType, Detail: JSON.stringify(Detail) }),
        ),
      );
    },
  };
}
