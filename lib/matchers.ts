import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import type { FirstQueue } from '../core/contracts/first-queues.ts';
import { MATCHER_TIMEOUT } from '../core/contracts/wave.ts';
import type { Access } from './access.ts';
import type { CampaignData } from './campaign-data.ts';
import type { ConnectorFunction } from './connector-function.ts';
import type { OperatorQueue } from './connector-queue.ts';
import { InboundRules } from './inbound-rules.ts';
import type { Permissions } from './permissions.ts';
import { QueueConsumerFunction } from './queue-consumer-function.ts';
import type { Settings } from './settings.ts';

/** The bus that events come from, and the data and permissions of the matchers. */
export interface MatchersProps extends Settings {
  readonly bus: IEventBus;
  /** True if the bus was created with the connector: events of unknown types on it are refused. */
  readonly isOwnBus: boolean;
  readonly data: CampaignData;
  readonly permissions: Permissions;
  readonly undelivered: OperatorQueue;
}

/** The maximum number of events in a call of a matcher. They share the reads of listening follow-ups. */
const BATCH_SIZE = 100;

/**
 * The Lambda functions that match events, with their queues, and the rules that deliver events to them. An event is matched as an exception first.
 * If it triggers a follow-up it is then forwarded to the second queue, unless few events come, so that a backlog of enrollments never
 * delays an exception.
 */
export class Matchers extends Construct {
  readonly trigger: QueueConsumerFunction;
  readonly exception: QueueConsumerFunction;
  readonly profile: QueueConsumerFunction;

  constructor(
    scope: Construct,
    id: string,
    { bus, isOwnBus, data, permissions, undelivered, ...settings }: MatchersProps,
  ) {
    super(scope, id);
    const { readListeners, readPublished, changeRows, listRows, readProfiles, startWaves, sendMessages } = permissions;
    const { storeRefused, logDecisions, deleteSeats } = permissions;
    const matcher = { ...settings, memoryMb: 1024, timeout: Duration.millis(MATCHER_TIMEOUT), batchSize: BATCH_SIZE };

    this.trigger = new QueueConsumerFunction(this, 'MatchTrigger', {
      ...matcher,
      functionName: 'match-trigger',
      description: 'Enrolls the users of events in the follow-ups that the events trigger.',
      maxConcurrency: 50,
    }).addAccess(
      readListeners,
      readPublished,
      changeRows,
      listRows,
      deleteSeats,
      readProfiles,
      startWaves,
      sendMessages,
      ...storeRefused,
      ...logDecisions,
    );

    this.exception = new QueueConsumerFunction(this, 'MatchException', {
      ...matcher,
      functionName: 'match-exception',
      description:
        'Cancels the waits that an event is an exception of, and enrolls users or forwards events that are triggers.',
      maxConcurrency: 50,
    })
      .addAccess(readListeners, readPublished, changeRows, readProfiles, startWaves, ...storeRefused, ...logDecisions)
      .addAccess(deleteSeats)
      .addAccess(this.trigger.queue.accessToSend(ENVIRONMENT.triggerQueue))
      // Conversions go to the bus (R47).
      .addAccess(sendMessages);

    this.profile = new QueueConsumerFunction(this, 'UpdateProfile', {
      ...matcher,
      functionName: 'update-profile',
      description: 'Stores updates of user profiles and contacts, and begins the erasure of deleted users.',
      memoryMb: 512,
      maxConcurrency: 20,
    }).addAccess(
      data.profiles.accessTo('GetItem', 'PutItem'),
      data.contacts.accessTo('GetItem', 'PutItem'),
      data.suppressionKey.accessToRead(),
      ...storeRefused,
    );

    // An event of a pack that fails goes back to its queue alone.
    for (const reader of [this.exception, this.profile]) {
      reader.addAccess(reader.queue.accessToSend(ENVIRONMENT.inputQueue));
    }

    const queues = { events: this.exception.queue, profiles: this.profile.queue };
    const rules = new InboundRules(this, 'Rules', { bus, isOwnBus, queues, undelivered });
    // The Lambda function is deployed before the rules deliver events to its queue.
    rules.node.addDependency(this.exception.lambda);
  }

  /** Allows the function that takes deletions of users to keep what they refused, and to request their erasure (R65). */
  allowToDelete(eraser: QueueConsumerFunction): void {
    this.profile.addAccess(eraser.queue.accessToSend(ENVIRONMENT.erasureQueue));
    // The first request is taken by a function that is deployed.
    this.profile.lambda.node.addDependency(eraser.lambda);
  }

  /** Returns the access with which a Lambda function sends events to their first queues. It is deployed after the functions that read them. */
  accessToSendEvents(sender: ConnectorFunction, queues: readonly FirstQueue[]): Access[] {
    const readers = { events: this.exception, profiles: this.profile };
    const variables = { events: ENVIRONMENT.eventsQueue, profiles: ENVIRONMENT.profilesQueue };
    sender.lambda.node.addDependency(...queues.map((queue) => readers[queue].lambda));
    return queues.map((queue) => readers[queue].queue.accessToSend(variables[queue]));
  }
}
