import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { awsClients, type ServicePatience } from '../../adapters/aws/clients.ts';
import { Deadline } from '../../adapters/aws/deadline.ts';
import { type AwsServices, awsServices } from '../../adapters/aws/services.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { awsLog } from './log.ts';
import { type KeptMeter, keptMeter } from './meter.ts';
import { placesIn } from './places.ts';

/** What a Lambda keeps from its cold start to its end. */
export interface World {
  readonly services: AwsServices;
  readonly meter: KeptMeter;
  readonly deadline: Deadline;
}

/** Makes the world of a Lambda, once a cold start. */
export function newWorld(patience: ServicePatience): World {
  const deadline = new Deadline();
  const [log, meter] = [awsLog(new Logger()), keptMeter(new Metrics())];
  const tellsEnrollments = process.env[ENVIRONMENT.enrollmentEvents] === 'true';
  const [clients, places] = [awsClients(deadline, patience), placesIn(process.env)];
  return {
    services: awsServices({ clients, places, clock: { now: () => Date.now() }, log, meter, tellsEnrollments }),
    meter,
    deadline,
  };
}
