import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { MATCHER_TIMEOUT } from '../core/contracts/wave.ts';
import type { CampaignData } from './campaign-data.ts';
import { InboundRules } from './inbound-rules.ts';
import type { Permits } from './permits.ts';
import { QueuedStage } from './queued-stage.ts';
import type { OperatorQueue } from './safe-queue.ts';
import type { Settings } from './settings.ts';

/** Where events come from, and what the matchers may do with them. */
export interface MatchersProps extends Settings {
  readonly bus: IEventBus;
  readonly data: CampaignData;
  readonly permits: Permits;
  readonly undelivered: OperatorQueue;
}

/** How many events a matcher takes on at once: they share their reads of who listens. */
const BATCH = 100;

/** Events arrive: each is matched with what it is an exception of, and handed on where it triggers something, so that a backlog of enrolling never delays an exception. */
export class Matchers extends Construct {
  readonly trigger: QueuedStage;
  readonly exception: QueuedStage;
  readonly profile: QueuedStage;

  constructor(scope: Construct, id: string, { bus, data, permits, undelivered, ...settings }: MatchersProps) {
    super(scope, id);
    const { listen, readPublished, changeRows, listRows, knowUsers, startWaves, send, refuse } = permits;
    const matcher = { ...settings, memory: 1024, timeout: Duration.millis(MATCHER_TIMEOUT), batch: BATCH };

    this.trigger = new QueuedStage(this, 'MatchTrigger', {
      ...matcher,
      door: 'match-trigger',
      description: 'An event that triggers something: every follow-up it triggers enrolls the user.',
      atOnce: 50,
    }).allow(listen, readPublished, changeRows, listRows, knowUsers, startWaves, send, ...refuse);

    this.exception = new QueuedStage(this, 'MatchException', {
      ...matcher,
      door: 'match-exception',
      description:
        'An event arrives: of every follow-up it is an exception of, the wait of the user ends; what triggers is handed on.',
      atOnce: 50,
    })
      .allow(listen, readPublished, changeRows, startWaves, ...refuse)
      .allow(this.trigger.queue.toSend(ENVIRONMENT.triggersQueue))
      .allow(...(settings.enrollmentEvents ? [send] : []));

    this.profile = new QueuedStage(this, 'UpdateProfile', {
      ...matcher,
      door: 'update-profile',
      description: 'Something is new about a user: their profile says so from now on.',
      memory: 512,
      atOnce: 20,
    }).allow(data.profiles.to('GetItem', 'PutItem'), ...refuse);

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
