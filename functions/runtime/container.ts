import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { createAwsClients, type ServiceCallLimits } from '../../adapters/aws/clients.ts';
import { Deadline } from '../../adapters/aws/deadline.ts';
import { type AwsServices, createAwsServices } from '../../adapters/aws/services.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { type BufferedMeter, createBufferedMeter } from './buffered-meter.ts';
import { createAwsLog } from './log.ts';
import { readResourceNames } from './resource-names.ts';

/** The services and settings that a Lambda function keeps from its cold start on. */
export interface Container {
  readonly services: AwsServices;
  readonly meter: BufferedMeter;
  readonly deadline: Deadline;
  /** True if events that come over HTTP go to the bus, and not to their queues directly. */
  readonly eventsOnBus: boolean;
}

/** Creates the container of a Lambda function, once in each cold start. */
export function createContainer(limits: ServiceCallLimits): Container {
  const deadline = new Deadline();
  const [log, meter] = [createAwsLog(new Logger()), createBufferedMeter(new Metrics())];
  const hasEnrollmentEvents = process.env[ENVIRONMENT.enrollmentEvents] === 'true';
  const eventsOnBus = process.env[ENVIRONMENT.eventsQueue] === undefined;
  const [clients, resourceNames] = [createAwsClients(deadline, limits), readResourceNames(process.env)];
  return {
    services: createAwsServices({
      clients,
      resourceNames,
      clock: { now: () => Date.now() },
      log,
      meter,
      hasEnrollmentEvents,
      startsPaused: process.env[ENVIRONMENT.startPaused] === 'true',
      eventsOnBus,
    }),
    meter,
    deadline,
    eventsOnBus,
  };
}
