import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { AwsClients } from '../../../adapters/aws/client-interfaces.ts';
import { type AwsServices, createAwsServices, type ResourceNames } from '../../../adapters/aws/services.ts';
import { CONNECTOR_SOURCE, MESSAGE_DISPATCHED, type MessageDispatched } from '../../../core/contracts/dispatch.ts';
import type { Clock } from '../../../core/ports.ts';
import type { ReportedEntry } from '../../../core/reported-entry.ts';
import { NOON } from './sample.ts';

/** Creates the AWS adapters over clients, without logs and metrics; the clock stands at noon by default, and events go over the bus. */
export function servicesOver(
  clients: AwsClients,
  resourceNames: ResourceNames,
  clock: Clock = { now: () => NOON },
): AwsServices {
  return createAwsServices({
    clients,
    resourceNames,
    clock,
    log: { warn: () => undefined, logDecisions: () => undefined },
    meter: { add: () => undefined },
    hasEnrollmentEvents: false,
    eventsOnBus: true,
    readSuppressionKey: async () => 'key of the installation',
  });
}

/** Returns the messages that a consumer of the bus receives when it ignores dispatch ids that it has seen. */
export function received(entries: readonly PutEventsRequestEntry[]): MessageDispatched[] {
  const seen = new Map<string, MessageDispatched>();
  for (const { DetailType, Detail = '' } of entries) {
    if (DetailType !== MESSAGE_DISPATCHED) continue;
    const message: MessageDispatched = JSON.parse(Detail);
    if (!seen.has(message.dispatchId)) seen.set(message.dispatchId, message);
  }
  return [...seen.values()];
}

/** Returns the interactions that the connector itself put on the bus. */
export function reported(entries: readonly PutEventsRequestEntry[]): ReportedEntry[] {
  return entries.flatMap(({ Source, DetailType, Detail = '' }) =>
    DetailType === 'Campaign Interaction' && Source === CONNECTOR_SOURCE
      ? [{ Source, DetailType, Detail: JSON.parse(Detail) }]
      : [],
  );
}
