import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { awsClients } from '../adapters/aws/clients.ts';
import { Deadline } from '../adapters/aws/deadline.ts';
import { type AwsServices, awsServices } from '../adapters/aws/services.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { awsLog } from './log.ts';
import { type KeptMeter, keptMeter } from './meter.ts';
import { placesIn } from './places.ts';

/** What a Lambda keeps from its cold start to its end. */
export interface World {
  readonly services: AwsServices;
  readonly meter: KeptMeter;
  readonly deadline: Deadline;
}

/** The world of this Lambda, made once a cold start. */
export const world: World = made();

function made(): World {
  const deadline = new Deadline();
  const [log, meter] = [awsLog(new Logger()), keptMeter(new Metrics())];
  const tellsEnrollments = process.env[ENVIRONMENT.enrollmentEvents] === 'true';
  const [clients, places] = [awsClients(deadline), placesIn(process.env)];
  return {
    services: awsServices({ clients, places, clock: { now: () => Date.now() }, log, meter, tellsEnrollments }),
    meter,
    deadline,
  };
}
