import { Stack } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { DeadLetterQueueName } from '../core/contracts/dead-letter-queues.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allowActions, allowKey } from './access.ts';
import type { ConnectorQueue } from './connector-queue.ts';
import { createInstallationName } from './installation-name.ts';
import type { MonitoredConnector } from './monitored-connector.ts';
import type { QueueConsumerFunction } from './queue-consumer-function.ts';

/** A dead-letter queue that operators look at over the HTTP interface. */
interface ShownDeadLetters {
  readonly name: DeadLetterQueueName;
  readonly deadLetters: ConnectorQueue;
  /** The queue whose dead letters these are; absent if they are those of several. */
  readonly source?: ConnectorQueue;
  /** True if messages come from elsewhere too, and do not tell that they belong to the source. */
  readonly hasForeign?: true;
}

/** The queues of a connector that have dead letters. */
type ConnectorQueues = Pick<
  MonitoredConnector,
  'matchers' | 'waves' | 'erasures' | 'undelivered' | 'senders' | 'stage'
>;

/**
 * The parameter with the names of the dead-letter queues, and the access with which the management API shows their messages and sends them
 * back to where they came from. In an environment of 4 KB the names would take the room of an allow list.
 */
export class DeadLetterAccess extends Construct {
  readonly access: Access;

  constructor(scope: Construct, id: string, { connector }: { readonly connector: ConnectorQueues }) {
    super(scope, id);
    const all = listDeadLetters(connector);
    const parameterName = `${createInstallationName(connector.stage)}/dead-letter-queues`;
    new CfnParameter(this, 'Names', {
      name: `/${parameterName}`,
      type: 'String',
      description: 'The names of the dead-letter queues, which the HTTP interface shows to operators.',
      value: JSON.stringify(Object.fromEntries(all.map((each) => [each.name, listQueueNames(each)]))),
    });
    const parameterArn = Stack.of(this).formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: parameterName,
    });
    this.access = {
      variable: ENVIRONMENT.deadLetterQueues,
      value: `/${parameterName}`,
      statements: [
        allowActions(['ssm:GetParameter'], parameterArn),
        allowActions(
          ['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:DeleteMessage'],
          ...arnsOf(all.map(({ deadLetters }) => deadLetters)),
        ),
        allowActions(['sqs:SendMessage'], ...arnsOf(all.flatMap(({ source }) => source ?? []))),
        ...allowKey(connector.undelivered.encryptionMasterKey),
      ],
    };
  }
}

/** Returns the name of a dead-letter queue, and after it that of the queue to which messages of unknown origin return. */
function listQueueNames({ deadLetters, source, hasForeign }: ShownDeadLetters): string[] {
  return [deadLetters.queueName, ...(hasForeign && source ? [source.queueName] : [])];
}

function arnsOf(queues: readonly ConnectorQueue[]): string[] {
  return queues.map(({ queueArn }) => queueArn);
}

/** Lists the dead-letter queues in the order of the way of an event. Those of consumers belong to their own stacks. */
function listDeadLetters({ matchers, waves, erasures, undelivered, senders }: ConnectorQueues): ShownDeadLetters[] {
  const ofQueue = (name: DeadLetterQueueName, { queue }: QueueConsumerFunction): ShownDeadLetters => ({
    name,
    source: queue,
    deadLetters: queue.deadLetters,
  });
  return [
    ofQueue('events', matchers.exception),
    ofQueue('triggers', matchers.trigger),
    ofQueue('profiles', matchers.profile),
    ofQueue('wave-status-changes', waves.executionEnded),
    ofQueue('cancellations', waves.cancelWaits),
    ofQueue('erasures', erasures.eraseUser),
    { name: 'undelivered', deadLetters: undelivered },
    // SNS sends what it cannot deliver to the dead letters itself.
    ...(senders?.sesEvents ? [{ ...ofQueue('ses-events', senders.sesEvents.reader), hasForeign: true as const }] : []),
    ...(senders?.senders ?? []).map(({ deadLettersName: name, deadLetters, queue: source }) => ({
      name,
      deadLetters,
      source,
    })),
  ];
}
