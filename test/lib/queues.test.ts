import { describe, expect, test } from 'vitest';
import { DEAD_LETTER_QUEUES } from '../../core/contracts/dead-letter-queues.ts';
import { MAX_ALLOW_LIST_BYTES } from '../../lib/check-senders.ts';
import { installed, WITH_CHANNELS, written } from '../harness/lib/synthesized.ts';

const QUEUE = 'AWS::SQS::Queue';
const { connector } = installed();
const queues = Object.entries(connector.findResources(QUEUE));
const alarms = Object.values(connector.findResources('AWS::CloudWatch::Alarm'));

/** A text as long as `arn:aws:events:ap-southeast-2:123456789012:rule/BUS/RULE` with the maximum length of our bus names and of rule names of CloudFormation. */
const MAX_ARN = 'x'.repeat(50 + 'campaign-connector-'.length + 20 + 1 + 64);

/** The logical ids of queues that operators empty, and no function reads. */
const OPERATOR_QUEUE = /^Connector(Refused|Undelivered)|DeadLetters/;
const workQueues = queues.filter(([id]) => !OPERATOR_QUEUE.test(id));
const operatorQueues = queues.filter(([id]) => OPERATOR_QUEUE.test(id));

/** Returns the metrics of a queue that alarms read. */
function alarmMetricsOf(queue: string): string[] {
  return alarms
    .filter(({ Properties }) => written(Properties.Dimensions?.[0]?.Value) === `<${queue}.QueueName>`)
    .map(({ Properties }) => Properties.MetricName);
}

describe('every queue', () => {
  test('every queue is read by a Lambda function or by operators', () => {
    expect(workQueues.map(([id]) => id.replace(/^Connector|[0-9A-F]{8}$/g, ''))).toEqual([
      'MatchersMatchTriggerQueue',
      'MatchersMatchExceptionQueue',
      'MatchersUpdateProfileQueue',
      'WavesEndWaitsQueue',
      'WavesWaveEndedQueue',
      'ErasuresEraseUserQueue',
    ]);
    expect(operatorQueues).toHaveLength(workQueues.length + 2);
  });

  test('every queue that a Lambda function reads has a dead-letter queue after fifteen deliveries, and alarms on both', () => {
    for (const [id, { Properties }] of workQueues) {
      const { deadLetterTargetArn, maxReceiveCount } = Properties.RedrivePolicy;
      const [deadLetters] = deadLetterTargetArn['Fn::GetAtt'];
      expect(maxReceiveCount, id).toBe(15);
      expect(alarmMetricsOf(deadLetters), deadLetters).toEqual(['ApproximateNumberOfMessagesVisible']);
      expect(alarmMetricsOf(id), id).toEqual(['ApproximateAgeOfOldestMessage']);
    }
  });

  test('every queue that operators empty, but that of refused events, has an alarm on its first message, and all keep messages for 14 days, the maximum of SQS', () => {
    for (const [id, { Properties }] of operatorQueues) {
      // Refused events alarm by their rate: a copy of them is in the list, and no one has to empty their queue.
      const metrics = id.startsWith('ConnectorRefused') ? [] : ['ApproximateNumberOfMessagesVisible'];
      expect(alarmMetricsOf(id), id).toEqual(metrics);
      expect(Properties.MessageRetentionPeriod, id).toBe(14 * 86_400);
    }
  });

  test('every queue that a Lambda function reads keeps messages for 4 days, which leaves ten to look at a dead letter', () => {
    for (const [id, { Properties }] of workQueues) expect(Properties.MessageRetentionPeriod, id).toBe(4 * 86_400);
  });

  test('every queue has a policy within the limits of SQS, 8,192 bytes and twenty statements, also for a region and a stage with names of maximum length', () => {
    const { connector } = installed({ stage: 'a'.repeat(20) });
    const policies = Object.values(connector.findResources('AWS::SQS::QueuePolicy'));
    expect(policies).toHaveLength(queues.length);
    for (const { Properties } of policies) {
      // References are shorter than the names that CloudFormation puts in their place: 64 characters, or an ARN.
      const text = JSON.stringify(Properties.PolicyDocument, (_, value) =>
        Object(value) === value && ('Fn::GetAtt' in value || 'Ref' in value || 'Fn::Join' in value) ? MAX_ARN : value,
      );
      expect(text.length, written(Properties.Queues[0])).toBeLessThanOrEqual(8_192);
      expect(Properties.PolicyDocument.Statement.length).toBeLessThanOrEqual(20);
    }
  });

  test('every queue takes messages of 1 MiB, so that an entry of 1 MB on the bus is refused with a reason, and is no dead letter (R61)', () => {
    for (const [id, { Properties }] of queues) expect(Properties.MaximumMessageSize, id).toBe(1_048_576);
  });

  test('every queue allows EventBridge to send messages for rules of its bus, or for named rules, of this account only', () => {
    const policies = Object.values(connector.findResources('AWS::SQS::QueuePolicy'));
    const allowed = policies.flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow'),
    );
    expect(allowed.length).toBeGreaterThan(3);
    for (const { Principal, Action, Condition } of allowed) {
      expect([Principal, Action]).toEqual([{ Service: 'events.amazonaws.com' }, 'sqs:SendMessage']);
      const arns = [Condition.ArnLike['aws:SourceArn']].flat().map((arn) => written(arn).replace(/^.*:rule/, 'rule'));
      const bus = '<campaign-connector-dev-data:ExportsOutputRefDataBus11656D0FCB2DF814>';
      const named = ['rule/campaign-connector-waves-ended', 'rule/campaign-connector-check-waves'];
      expect([`rule/${bus}/*`, ...named]).toEqual(expect.arrayContaining(arns));
      expect(Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    }
  });

  test('every queue is encrypted at rest, and accepts only messages that are encrypted in transit', () => {
    const policies = Object.values(connector.findResources('AWS::SQS::QueuePolicy'));
    for (const [id, { Properties }] of queues) {
      const policy = policies.find((each) => each.Properties.Queues[0].Ref === id);
      expect(Properties.SqsManagedSseEnabled, id).toBe(true);
      expect(policy?.Properties.PolicyDocument.Statement, id).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    }
  });
});

describe('a Lambda function with a queue', () => {
  const sources = Object.values(connector.findResources('AWS::Lambda::EventSourceMapping')).map((source) => {
    const [lambda] = [source.Properties.FunctionName.Ref];
    const [queue] = source.Properties.EventSourceArn['Fn::GetAtt'];
    const timeout = connector.findResources('AWS::Lambda::Function')[lambda]?.Properties.Timeout;
    return { ...source.Properties, queue, timeout };
  });

  test('a Lambda function that matches events receives batches of up to a hundred, collected for at most a second', () => {
    const matching = sources.filter(({ queue }) => queue.startsWith('ConnectorMatchers'));
    expect(matching).toHaveLength(3);
    for (const { BatchSize, MaximumBatchingWindowInSeconds } of matching) {
      expect([BatchSize, MaximumBatchingWindowInSeconds]).toEqual([100, 1]);
    }
  });

  test('a Lambda function with a queue returns only the messages of a batch that failed', () => {
    for (const { FunctionResponseTypes } of sources) expect(FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  test('a Lambda function with a queue has a maximum concurrency of fifty or less', () => {
    for (const { ScalingConfig } of sources) expect(ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(50);
  });

  test('a Lambda function has a queue that hides a message for six times the timeout of a call', () => {
    for (const { queue, timeout } of sources) {
      const { VisibilityTimeout } = connector.findResources(QUEUE)[queue]?.Properties ?? {};
      expect(VisibilityTimeout, queue).toBe(6 * timeout);
    }
  });
});

describe('the dead letters that operators see', () => {
  type Props = Parameters<typeof installed>[0];
  const environmentOf = (props: Props): Readonly<Record<string, unknown>> => {
    const functions = Object.values(installed(props).connector.findResources('AWS::Lambda::Function'));
    const environments = functions.map(({ Properties }) => Properties.Environment.Variables);
    return environments.find((each) => 'DEAD_LETTER_QUEUES_PARAMETER' in each) ?? {};
  };
  const namedIn = (props: Props) => {
    const [parameter] = Object.values(installed(props).connector.findResources('AWS::SSM::Parameter'));
    expect(environmentOf(props)['DEAD_LETTER_QUEUES_PARAMETER']).toBe(parameter?.Properties.Name);
    return written(parameter?.Properties.Value);
  };

  test.each([
    ['that sends nothing', {}, DEAD_LETTER_QUEUES.slice(0, 7)],
    ['that sends on every channel', WITH_CHANNELS, DEAD_LETTER_QUEUES],
  ])('the interface of an installation %s names each of its dead-letter queues', (_, props, names) => {
    const named = JSON.parse(namedIn(props));
    expect(Object.keys(named)).toEqual(names);
    for (const name of names)
      expect(named[name][0]).toMatch(/^<Connector\w*(DeadLetters|Undelivered|Unsent)\w+\.QueueName>$/);
    const { 'ses-events': ses = [], ...others } = named;
    expect(ses.slice(1)).toEqual(
      names.includes('ses-events') ? [expect.stringMatching(/ReadQueue\w+\.QueueName>$/)] : [],
    );
    for (const each of Object.values<string[]>(others)) expect(each).toHaveLength(1);
  });

  test('the names of dead-letter queues fit into a parameter of 4 KB with the longest that AWS gives', () => {
    expect(namedIn(WITH_CHANNELS).replace(/<[^>]*>/g, lengthen).length).toBeLessThan(4_096);
  });

  test('the environment of each function stays within the 4 KB of Lambda with the longest names that AWS gives, the longest allow list and every option', () => {
    const allow = Array.from({ length: 200 }, (_, each) => `user:${each}-é`);
    while (Buffer.byteLength(allow.join(',')) > MAX_ALLOW_LIST_BYTES) allow.pop();
    const props = {
      ...WITH_CHANNELS,
      stage: 'x'.repeat(20),
      sending: { mode: 'allow-list', allow },
      companyZone: 'America/Argentina/ComodRivadavia',
      publicOrigins: ['https://www.shop.example'],
      hashUserIdsInLogs: true,
      startPaused: true,
      enrollmentEvents: true,
    } as const;
    const functions = Object.entries(installed(props).connector.findResources('AWS::Lambda::Function'));
    const sizes = functions.map(([id, { Properties }]) => {
      const variables = Object.entries<unknown>(Properties.Environment?.Variables ?? {});
      const lengths = variables.map(
        ([name, value]) => name.length + Buffer.byteLength(written(value).replace(/<[^>]*>/g, lengthen)),
      );
      return { id, bytes: lengths.reduce((sum, each) => sum + each, 0) };
    });
    expect(sizes.filter(({ bytes }) => bytes > 4_096)).toEqual([]);
    expect(Math.max(...sizes.map(({ bytes }) => bytes))).toBeGreaterThan(MAX_ALLOW_LIST_BYTES);
  });
});

/** The lengths of what AWS puts in the place of references, by patterns of them: the first that matches counts. */
const LENGTHS: readonly (readonly [pattern: RegExp, length: number])[] = [
  [/^<AWS::/, 'ap-southeast-2'.length],
  [/QueueName/, 80],
  [/:Exports/, 70],
  [/Function/, 64],
  [/Secret|Key/, 120],
  [/Queue|Refused/, 'https://sqs.ap-southeast-2.amazonaws.com/123456789012/'.length + 80],
];

/** Returns a text as long as the longest that AWS puts in the place of a reference. */
function lengthen(reference: string): string {
  return 'x'.repeat(LENGTHS.find(([pattern]) => pattern.test(reference))?.[1] ?? 80);
}
