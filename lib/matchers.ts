import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { MATCHER_TIMEOUT } from '../core/contracts/wave.ts';
import type { CampaignData } from './campaign-data.ts';
import type { OperatorQueue } from './connector-queue.ts';
import { InboundRules } from './inbound-rules.ts';
import type { Permissions } from './permissions.ts';
import { QueueConsumerFunction } from './queue-consumer-function.ts';
import type { Settings } from './settings.ts';

/** Where events come from, and what the matchers may do with them. */
export interface MatchersProps extends Settings {
  readonly bus: IEventBus;
  readonly data: CampaignData;
  readonly permissions: Permissions;
  readonly undelivered: OperatorQueue;
}

/** How many events a matcher takes on at once: they share their reads of who listens. */
const BATCH_SIZE = 100;

/** Events arrive: each is matched with what it is an exception of, and handed on where it triggers something, so that a backlog of enrolling never delays an exception. */
export class Matchers extends Construct {
  readonly trigger: QueueConsumerFunction;
  readonly exception: QueueConsumerFunction;
  readonly profile: QueueConsumerFunction;

  constructor(scope: Construct, id: string, { bus, data, permissions, undelivered, ...settings }: MatchersProps) {
    super(scope, id);
    const { readListeners, readPublished, changeRows, listRows, readProfiles, startWaves, sendMessages, storeRefused } =
      permissions;
    const matcher = { ...settings, memoryMb: 1024, timeout: Duration.millis(MATCHER_TIMEOUT), batchSize: BATCH_SIZE };

    this.trigger = new QueueConsumerFunction(this, 'MatchTrigger', {
      ...matcher,
      functionName: 'match-trigger',
      description: 'An event that triggers something: every follow-up it triggers enrolls the user.',
      maxConcurrency: 50,
    }).addAccess(
      readListeners,
      readPublished,
      changeRows,
      listRows,
      readProfiles,
      startWaves,
      sendMessages,
      ...storeRefused,
    );

    this.exception = new QueueConsumerFunction(this, 'MatchException', {
      ...matcher,
      functionName: 'match-exception',
      description:
        'An event arrives: of every follow-up it is an exception of, the wait of the user ends; what triggers is handed on.',
      maxConcurrency: 50,
    })
      .addAccess(readListeners, readPublished, changeRows, startWaves, ...storeRefused)
      .addAccess(this.trigger.queue.accessToSend(ENVIRONMENT.triggerQueue))
      .addAccess(...(settings.enrollmentEvents ? [sendMessages] : []));

    this.profile = new QueueConsumerFunction(this, 'UpdateProfile', {
      ...matcher,
      functionName: 'update-profile',
      description: 'Something is new about a user: their profile says so from now on.',
      memoryMb: 512,
      maxConcurrency: 20,
    }).addAccess(data.profiles.accessTo('GetItem', 'PutItem'), ...storeRefused);

    const rules = new InboundRules(this, 'Rules', {
      bus,
      events: this.exception.queue,
      profiles: this.profile.queue,
      undelivered,
    });
    // A Lambda knows what to do with an event before a rule brings it there.
    rules.node.addDependency(this.exception.lambda);
  }
}
