import { Duration } from 'aws-cdk-lib';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import type { CampaignData } from './campaign-data.ts';
import type { Permissions } from './permissions.ts';
import { QueueConsumerFunction } from './queue-consumer-function.ts';
import type { Settings } from './settings.ts';

/** The data and permissions of the function that erases users. */
export interface UserErasureProps extends Settings {
  readonly data: CampaignData;
  readonly permissions: Permissions;
}

/**
 * The queue of erasures, and the function that erases what is stored of deleted users, and moves what is stored of merged ones (R65). It is the only function that may delete items of
 * users. A message is one user; the second sweep is a message of its own, which the queue holds back for 15 minutes.
 */
export class UserErasure extends Construct {
  readonly eraseUser: QueueConsumerFunction;

  constructor(scope: Construct, id: string, { data, permissions, ...settings }: UserErasureProps) {
    super(scope, id);
    const { readPublished, changeRows, listRows, startWaves, sendMessages, logDecisions } = permissions;
    this.eraseUser = new QueueConsumerFunction(this, 'EraseUser', {
      ...settings,
      functionName: 'erase-user',
      description:
        'Erases what is stored of deleted users, and moves what is stored of merged ones, in two sweeps; what a call has no time for goes back to the queue.',
      memoryMb: 512,
      // A step of an erasure takes seconds. The list of refused events of all users is the longest: it is read page by page.
      timeout: Duration.minutes(5),
      // One user in a call: another one that has very much must not delay it, nor fail with it.
      batchSize: 1,
      // No user waits for seconds here, and a list of thousands of users must not take the tables from events.
      maxConcurrency: 5,
      // An erasure is many calls, each caused by a message of the one before; without this, Lambda stops them as a loop after sixteen.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    this.eraseUser.addAccess(
      readPublished,
      changeRows,
      listRows,
      data.enrollments.accessToItems(['user#*', 'seat#*'], 'DeleteItem'),
      startWaves,
      data.profiles.accessTo('GetItem', 'PutItem', 'Query'),
      data.profiles.accessToItems(['user#*'], 'DeleteItem'),
      data.contacts.accessTo('GetItem', 'PutItem'),
      // Not what outlives users.
      data.contacts.accessToItems(['user#*'], 'DeleteItem'),
      data.suppressionKey.accessToRead(),
      data.deliveries.accessToItems(['delivery#*', 'inbox#*'], 'Query', 'DeleteItem'),
      // The messages of a merged user are copied into the inbox of the other.
      data.deliveries.accessToItems(['inbox#*'], 'PutItem'),
      data.refused.accessTo('Query', 'DeleteItem'),
      sendMessages,
      ...logDecisions,
      this.eraseUser.queue.accessToSend(ENVIRONMENT.erasureQueue),
    );
  }
}
