import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { createAwsClients, type ServiceCallLimits } from '../../adapters/aws/clients.ts';
import { Deadline } from '../../adapters/aws/deadline.ts';
import { type AwsServices, createAwsServices } from '../../adapters/aws/services.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { type BufferedMeter, createBufferedMeter } from './buffered-meter.ts';
import { createAwsLog } from './log.ts';
import { readResourceNames } from './resource-names.ts';

/** What a Lambda keeps from its cold start to its end. */
export interface Container {
  readonly services: AwsServices;
  readonly meter: BufferedMeter;
  readonly deadline: Deadline;
}

/** Makes the world of a Lambda, once a cold start. */
export function createContainer(limits: ServiceCallLimits): Container {
  const deadline = new Deadline();
  const [log, meter] = [createAwsLog(new Logger()), createBufferedMeter(new Metrics())];
  const hasEnrollmentEvents = process.env[ENVIRONMENT.enrollmentEvents] === 'true';
  const [clients, resourceNames] = [createAwsClients(deadline, limits), readResourceNames(process.env)];
  return {
    services: createAwsServices({
      clients,
      resourceNames,
      clock: { now: () => Date.now() },
      log,
      meter,
      hasEnrollmentEvents,
    }),
    meter,
    deadline,
  };
}
