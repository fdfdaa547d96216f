import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { createAwsClients, type ServiceCallLimits } from '../../adapters/aws/clients.ts';
import { Deadline } from '../../adapters/aws/deadline.ts';
import { type AwsServices, createAwsServices } from '../../adapters/aws/services.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { type BufferedMeter, createBufferedMeter } from './buffered-meter.ts';
import { createHashedIds } from './hashed-ids.ts';
import { createAwsLog } from './log.ts';
import { type LogIds, PLAIN_IDS } from './log-ids.ts';
import { readSenderChannels } from './read-sending-policy.ts';
import { readResourceNames } from './resource-names.ts';
import { createKeptSecretReader, createSecretReader } from './secret-reader.ts';

/** The services and settings that a Lambda function keeps from its cold start on. */
export interface Container {
  readonly services: AwsServices;
  readonly meter: BufferedMeter;
  readonly deadline: Deadline;
  readonly logIds: LogIds;
  /** True if events that come over HTTP go to the bus, and not to their queues directly. */
  readonly eventsOnBus: boolean;
}

/** Creates the container of a Lambda function, once in each cold start. */
export function createContainer(limits: ServiceCallLimits): Container {
  const deadline = new Deadline();
  const logger = new Logger();
  const logIds = createLogIds(logger, deadline);
  const [log, meter] = [createAwsLog(logger, logIds), createBufferedMeter(new Metrics())];
  const hasEnrollmentEvents = process.env[ENVIRONMENT.enrollmentEvents] === 'true';
  const suppressionSecret = process.env[ENVIRONMENT.suppressionKey];
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
      defaultZone: process.env[ENVIRONMENT.companyZone],
      eventsOnBus,
      senderChannels: readSenderChannels(process.env),
      ...(suppressionSecret !== undefined && {
        readSuppressionKey: createKeptSecretReader(suppressionSecret, 'key of the hashes of addresses', deadline),
      }),
    }),
    meter,
    deadline,
    logIds,
    eventsOnBus,
  };
}

/** Creates the form of ids in the log, as the installation has it. */
function createLogIds(logger: Logger, deadline: Deadline): LogIds {
  const { [ENVIRONMENT.hashedIds]: hashedIds, [ENVIRONMENT.logKey]: secretId } = process.env;
  if (hashedIds !== 'true') return PLAIN_IDS;
  const log = createAwsLog(logger);
  return createHashedIds({
    now: Date.now,
    warnUnreadable: (error) => log.warn('LOG_KEY_UNREADABLE', { error: String(error) }),
    ...(secretId !== undefined && { readKey: createSecretReader(secretId, 'key of the log', deadline) }),
  });
}
