import { App, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { getRetryDelay } from '../../consumer/retry-delay.ts';
import { CHANNELS } from '../../core/contracts/definition.ts';
import { MessageConsumer } from '../../lib/campaign-connector.ts';
import { accepts } from '../harness/lib/pattern.ts';
import { written } from '../harness/lib/synthesized.ts';
import { createSender, findNamed, withConnector } from '../harness/lib/with-consumers.ts';

const IN_STACK = { env: { account: '123456789012', region: 'eu-west-1' } };
const email = withConnector(
  (connector, stack) => {
    connector.onMessage('Email', { handler: createSender(stack), channels: ['email'] });
  },
  undefined,
  IN_STACK,
);

const [rule] = findNamed(email, 'AWS::Events::Rule', 'ConsumersEmail');
const [queue] = findNamed(email, 'AWS::SQS::Queue', 'ConsumersEmailMessages');
const [deadLetters] = findNamed(email, 'AWS::SQS::Queue', 'ConsumersEmailDeadLetters');
const [table] = findNamed(email, 'AWS::DynamoDB::GlobalTable', 'ConsumersEmailSent');
const [sender] = findNamed(email, 'AWS::Lambda::Function', 'Sender');

/** Returns the queue of a consumer with a timeout and a time to try again. */
function queueWith(timeout: Duration, retryFor: Duration) {
  const template = withConnector((connector, stack) => {
    connector.onMessage('Email', { handler: createSender(stack, 'Sender', { timeout }), retryFor });
  });
  const [found] = findNamed(template, 'AWS::SQS::Queue', 'ConsumersEmailMessages');
  const { VisibilityTimeout, RedrivePolicy, MessageRetentionPeriod } = found?.Properties ?? {};
  const [handler] = findNamed(template, 'AWS::Lambda::Function', 'Sender');
  return {
    hidden: VisibilityTimeout,
    deliveries: RedrivePolicy.maxReceiveCount,
    kept: MessageRetentionPeriod,
    maxDelay: Number(handler?.Properties.Environment.Variables.CONSUMER_MAX_DELAY_MS),
  };
}

describe('the rule of a consumer', () => {
  const message = (channels: readonly string[], changes: object = {}) => ({
    source: 'campaign-connector',
    'detail-type': 'Message Dispatched',
    account: '123456789012',
    detail: { dispatchId: 'd1', messages: channels.map((channel) => ({ channel, body: 'Hello' })) },
    ...changes,
  });

  test('the rule of a consumer takes the messages of its channel, whatever other channels a campaign has', () => {
    expect(accepts(rule?.Properties.EventPattern, message(['email']))).toBe(true);
    expect(accepts(rule?.Properties.EventPattern, message(['push', 'email']))).toBe(true);
    expect(accepts(rule?.Properties.EventPattern, message(['push', 'sms']))).toBe(false);
  });

  test('the rule of a consumer takes messages of all channels if none is named', () => {
    const all = withConnector(
      (connector, stack) => {
        connector.onMessage('All', { handler: createSender(stack) });
      },
      undefined,
      IN_STACK,
    );
    const [found] = findNamed(all, 'AWS::Events::Rule', 'ConsumersAll');
    for (const channel of CHANNELS) expect(accepts(found?.Properties.EventPattern, message([channel]))).toBe(true);
  });

  test.each([
    ['of a producer', { source: 'shop' }],
    ['of another account, though it says that it is from the connector', { account: '999999999999' }],
    ['about a campaign', { 'detail-type': 'Campaign Published' }],
  ])('the rule of a consumer takes no event %s', (_, changes) => {
    expect(accepts(rule?.Properties.EventPattern, message(['email'], changes))).toBe(false);
  });

  test('the rule of a consumer delivers to a queue, tries for a day, and keeps what it cannot deliver in the dead-letter queue', () => {
    const [target, ...others] = rule?.Properties.Targets ?? [];
    expect(others).toEqual([]);
    expect(written(target.Arn)).toBe(`<${queue?.id}.Arn>`);
    expect(written(target.DeadLetterConfig.Arn)).toBe(`<${deadLetters?.id}.Arn>`);
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
  });

  test('the rule of a consumer may send to both queues, which take events from rules of the bus only, before it exists', () => {
    for (const each of [queue, deadLetters]) {
      const [policy] = findNamed(email, 'AWS::SQS::QueuePolicy', `${each?.id.slice(0, -8)}Policy`);
      const allowed = policy?.Properties.PolicyDocument.Statement.filter(
        ({ Effect }: { Effect: string }) => Effect === 'Allow',
      );
      expect(allowed).toHaveLength(1);
      expect(written(allowed[0].Condition.ArnLike['aws:SourceArn'][0])).toMatch(/:rule\/<ConnectorDataBus\w+>\/\*$/);
      expect(rule?.DependsOn).toContain(policy?.id);
    }
  });
});

describe('the queue of a consumer', () => {
  test('the queue of a consumer calls the Lambda function with up to ten messages, ten calls at the same time, and takes back those that failed', () => {
    const [mapping] = findNamed(email, 'AWS::Lambda::EventSourceMapping', 'Sender');
    expect(mapping?.Properties).toMatchObject({
      BatchSize: 10,
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(written(mapping?.Properties.EventSourceArn)).toBe(`<${queue?.id}.Arn>`);
  });

  test('the queue of a consumer is encrypted, and keeps messages for 14 days, as its dead-letter queue does', () => {
    for (const each of [queue, deadLetters]) {
      expect(each?.Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
    }
  });

  describe.each([
    ['the shortest times', Duration.seconds(3), Duration.minutes(1)],
    ['the default time to try again', Duration.seconds(30), Duration.hours(6)],
    ['a short timeout and a long time to try again', Duration.seconds(3), Duration.days(4)],
    ['the longest times', Duration.minutes(15), Duration.days(4)],
  ])('with %s', (_, timeout, retryFor) => {
    const { hidden, deliveries, kept, maxDelay } = queueWith(timeout, retryFor);

    test('a message whose call always crashes is moved on when the time to try again is up, and long before it expires', () => {
      expect(hidden).toBeGreaterThanOrEqual(6 * timeout.toSeconds());
      expect(hidden * deliveries).toBeGreaterThanOrEqual(retryFor.toSeconds());
      expect(hidden * deliveries).toBeLessThan(kept - 4 * 86_400);
      expect(deliveries).toBeLessThanOrEqual(1_000);
    });

    test('a message is not moved on before the consumer itself gives it up', () => {
      let [attempts, elapsed] = [1, 0];
      for (; elapsed < retryFor.toSeconds(); attempts++) {
        const remaining = 1_000 * (retryFor.toSeconds() - elapsed);
        elapsed += getRetryDelay({ receives: attempts, maxDelay, remaining, random: 1 }) / 1_000;
      }
      expect(deliveries).toBeGreaterThanOrEqual(attempts);
    });
  });
});

describe('the Lambda function of a consumer', () => {
  test('the Lambda function of a consumer has its queues, its table, its time to try again and its lease in its environment', () => {
    expect(
      Object.fromEntries(
        Object.entries(sender?.Properties.Environment.Variables).map(([name, value]) => [name, written(value)]),
      ),
    ).toEqual({
      CONSUMER_QUEUE_URL: `<${queue?.id}>`,
      CONSUMER_DEAD_LETTERS_URL: `<${deadLetters?.id}>`,
      CONSUMER_TABLE: `<${table?.id}>`,
      CONSUMER_RETRY_FOR_MS: String(6 * 3_600_000),
      CONSUMER_MAX_DELAY_MS: String(900_000),
      CONSUMER_LEASE_MS: '4000',
    });
  });

  test('the Lambda function of a consumer has a lease that ends just after its timeout', () => {
    const template = withConnector((connector, stack) => {
      const handler = createSender(stack, 'Sender', { timeout: Duration.seconds(30) });
      connector.onMessage('Email', { handler });
    });
    const [found] = findNamed(template, 'AWS::Lambda::Function', 'Sender');
    expect(found?.Properties.Environment.Variables.CONSUMER_LEASE_MS).toBe('31000');
  });

  test('the Lambda function of a consumer may read its queue, send to its dead letters, and put and delete ids in its table, and nothing else', () => {
    const [policy] = findNamed(email, 'AWS::IAM::Policy', 'Sender');
    const statements: { Action: string | string[]; Resource: unknown }[] = policy?.Properties.PolicyDocument.Statement;
    const allowed = statements.flatMap(({ Action, Resource }) =>
      [Action].flat().map((action) => `${action} ${written(Resource)}`),
    );
    expect(allowed.sort()).toEqual(
      [
        ...['ReceiveMessage', 'ChangeMessageVisibility', 'GetQueueUrl', 'DeleteMessage', 'GetQueueAttributes'].map(
          (action) => `sqs:${action} <${queue?.id}.Arn>`,
        ),
        `sqs:SendMessage <${deadLetters?.id}.Arn>`,
        `dynamodb:PutItem <${table?.id}.Arn>`,
        `dynamodb:DeleteItem <${table?.id}.Arn>`,
      ].sort(),
    );
  });

  test('the Lambda function of a consumer may belong to one consumer only, whose queue its environment names', () => {
    const twice = () =>
      withConnector((connector, stack) => {
        const handler = createSender(stack);
        connector.onMessage('Email', { handler });
        connector.onMessage('Push', { handler });
      });
    expect(twice).toThrow('Push: expected a handler of its own, found that of Shop/Connector/Consumers/Email');
  });
});

describe('the table of sent ids', () => {
  test('the table of sent ids expires its ids, is billed by request, and is deleted with its stack where the tables of the connector are', () => {
    expect(table).toMatchObject({ DeletionPolicy: 'Delete' });
    expect(table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  test('the table of sent ids stays, protected, with a connector whose tables stay', () => {
    const kept = withConnector(
      (connector, stack) => {
        connector.onMessage('Email', { handler: createSender(stack) });
      },
      () => ({ removalPolicy: RemovalPolicy.RETAIN }),
    );
    const [found] = findNamed(kept, 'AWS::DynamoDB::GlobalTable', 'ConsumersEmailSent');
    expect(found?.DeletionPolicy).toBe('Retain');
    expect(found?.Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
  });
});

describe('a queue of yours', () => {
  test('a queue of yours receives messages from the rule of this account only, without a table and an alarm on its age', () => {
    const template = withConnector(
      (connector, stack) => {
        connector.onMessage('Own', { queue: new Queue(stack, 'Mine') });
      },
      undefined,
      IN_STACK,
    );
    const [own] = findNamed(template, 'AWS::Events::Rule', 'ConsumersOwn');
    const [policy] = findNamed(template, 'AWS::SQS::QueuePolicy', 'Mine');
    expect(policy?.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: {
          ArnLike: { 'aws:SourceArn': expect.anything() },
          StringEquals: { 'aws:SourceAccount': '123456789012' },
        },
      }),
    ]);
    const [{ Condition }] = policy?.Properties.PolicyDocument.Statement ?? [];
    expect(written(Condition.ArnLike['aws:SourceArn'])).toMatch(/:rule\/<ConnectorDataBus\w+>\/\*$/);
    expect(own?.DependsOn).toContain(policy?.id);
    expect(written(own?.Properties.Targets[0].DeadLetterConfig.Arn)).toMatch(/^<ConnectorConsumersOwnDeadLetters/);
    expect(findNamed(template, 'AWS::DynamoDB::GlobalTable', 'Own')).toEqual([]);
    expect(findNamed(template, 'AWS::CloudWatch::Alarm', 'ConsumersOwn')).toHaveLength(1);
  });

  test('a queue of yours is refused if it is FIFO, because EventBridge would have to name a group of messages', () => {
    const fifo = () =>
      withConnector((connector, stack) => {
        connector.onMessage('Own', { queue: new Queue(stack, 'Mine', { fifo: true }) });
      });
    expect(fifo).toThrow('queue: expected a standard queue');
  });
});

describe('onMessage', () => {
  const withProps = (props: object) => () =>
    withConnector((connector, stack) => {
      connector.onMessage('Email', { handler: createSender(stack), ...props });
    });

  test('onMessage refuses what AWS would refuse at the deployment', () => {
    expect(withProps({ maxConcurrency: 1 })).toThrow('maxConcurrency: expected 2 to 1000, found 1');
    expect(withProps({ batchSize: 11 })).toThrow('batchSize: expected 1 to 10, found 11');
    expect(withProps({ retryFor: Duration.days(5) })).toThrow(
      'retryFor in seconds: expected 0 to 345600, found 432000',
    );
    expect(withProps({ channels: [] })).toThrow('channels: expected at least one');
    expect(withProps({ handler: undefined })).toThrow('Email: expected a handler or a queue');
  });

  test('onMessage encrypts queues and table with the key of the connector, which the Lambda function may use', () => {
    const template = withConnector(
      (connector, stack) => {
        connector.onMessage('Email', { handler: createSender(stack) });
      },
      (stack) => ({ encryptionKey: new Key(stack, 'Key') }),
      IN_STACK,
    );
    const key = { 'Fn::GetAtt': [Object.keys(template.findResources('AWS::KMS::Key'))[0], 'Arn'] };
    for (const each of findNamed(template, 'AWS::SQS::Queue', 'ConsumersEmail'))
      expect(each.Properties.KmsMasterKeyId).toEqual(key);
    const [encrypted] = findNamed(template, 'AWS::DynamoDB::GlobalTable', 'ConsumersEmailSent');
    expect(encrypted?.Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    const [policy] = findNamed(template, 'AWS::IAM::Policy', 'Sender');
    expect(policy?.Properties.PolicyDocument.Statement).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
      Resource: key,
    });
  });

  test('a consumer has no finding of AwsSolutions on its queues, its table and its rule without an explanation', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop', IN_STACK);
    const bus = EventBus.fromEventBusName(stack, 'Bus', 'campaign-connector');
    new MessageConsumer(stack, 'Own', {
      bus,
      queue: Queue.fromQueueArn(stack, 'Mine', 'arn:aws:sqs:eu-west-1:123456789012:mine'),
    });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
  });
});
