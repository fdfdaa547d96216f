import { describe, expect, test } from 'vitest';
import { installed, written } from '../harness/lib/synthesized.ts';

const QUEUE = 'AWS::SQS::Queue';
const { connector } = installed();
const queues = Object.entries(connector.findResources(QUEUE));
const alarms = Object.values(connector.findResources('AWS::CloudWatch::Alarm'));

/** `arn:aws:events:ap-southeast-2:123456789012:rule/BUS/RULE`, with the longest bus there is here, and the longest rule of CloudFormation. */
const MAX_ARN = 'x'.repeat(50 + 'campaign-connector-'.length + 20 + 1 + 64);

/** Queues that people empty: nothing reads them that could fail. */
const FOR_PEOPLE = /^Connector(Refused|Undelivered)|DeadLetters/;
const worked = queues.filter(([id]) => !FOR_PEOPLE.test(id));
const forPeople = queues.filter(([id]) => FOR_PEOPLE.test(id));

/** The metrics on which alarms watch a queue. */
function watchedOf(queue: string): string[] {
  return alarms
    .filter(({ Properties }) => written(Properties.Dimensions?.[0]?.Value) === `<${queue}.QueueName>`)
    .map(({ Properties }) => Properties.MetricName);
}

describe('every queue', () => {
  test('is worked off by a stage, or by people', () => {
    expect(worked.map(([id]) => id.replace(/^Connector|[0-9A-F]{8}$/g, ''))).toEqual([
      'MatchersMatchTriggerQueue',
      'MatchersMatchExceptionQueue',
      'MatchersUpdateProfileQueue',
      'WavesEndWaitsQueue',
      'WavesWaveEndedQueue',
    ]);
    expect(forPeople).toHaveLength(worked.length + 2);
  });

  test('that a stage works off has dead letters after six deliveries, and alarms on them and on its age', () => {
    for (const [id, { Properties }] of worked) {
      const { deadLetterTargetArn, maxReceiveCount } = Properties.RedrivePolicy;
      const [deadLetters] = deadLetterTargetArn['Fn::GetAtt'];
      expect(maxReceiveCount, id).toBe(6);
      expect(watchedOf(deadLetters), deadLetters).toEqual(['ApproximateNumberOfMessagesVisible']);
      expect(watchedOf(id), id).toEqual(['ApproximateAgeOfOldestMessage']);
    }
  });

  test('that people empty has an alarm as soon as something lies in it, and keeps it as long as SQS can', () => {
    for (const [id, { Properties }] of forPeople) {
      expect(watchedOf(id), id).toEqual(['ApproximateNumberOfMessagesVisible']);
      expect(Properties.MessageRetentionPeriod, id).toBe(14 * 86_400);
    }
  });

  test('leaves ten days to look at a dead letter, whose age counts from its first queue', () => {
    for (const [id, { Properties }] of worked) expect(Properties.MessageRetentionPeriod, id).toBe(4 * 86_400);
  });

  test('has a policy that SQS takes, in a region and of a stage with the longest names: 8,192 bytes, twenty statements', () => {
    const { connector } = installed({ stage: 'a'.repeat(20) });
    const policies = Object.values(connector.findResources('AWS::SQS::QueuePolicy'));
    expect(policies).toHaveLength(queues.length);
    for (const { Properties } of policies) {
      // What stands for a name is shorter than the name that CloudFormation makes of it: 64 characters, or an ARN.
      const text = JSON.stringify(Properties.PolicyDocument, (_, value) =>
        Object(value) === value && ('Fn::GetAtt' in value || 'Ref' in value || 'Fn::Join' in value) ? MAX_ARN : value,
      );
      expect(text.length, written(Properties.Queues[0])).toBeLessThanOrEqual(8_192);
      expect(Properties.PolicyDocument.Statement.length).toBeLessThanOrEqual(20);
    }
  });

  test('lets in EventBridge for rules of its own alone', () => {
    const policies = Object.values(connector.findResources('AWS::SQS::QueuePolicy'));
    const letIn = policies.flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow'),
    );
    expect(letIn.length).toBeGreaterThan(3);
    for (const { Principal, Action, Condition } of letIn) {
      expect([Principal, Action]).toEqual([{ Service: 'events.amazonaws.com' }, 'sqs:SendMessage']);
      expect([Condition.ArnEquals['aws:SourceArn']].flat().length).toBeGreaterThan(0);
    }
  });

  test('is encrypted at rest, and takes nothing that is not encrypted on its way', () => {
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

describe('a stage', () => {
  const sources = Object.values(connector.findResources('AWS::Lambda::EventSourceMapping')).map((source) => {
    const [lambda] = [source.Properties.FunctionName.Ref];
    const [queue] = source.Properties.EventSourceArn['Fn::GetAtt'];
    const timeout = connector.findResources('AWS::Lambda::Function')[lambda]?.Properties.Timeout;
    return { ...source.Properties, queue, timeout };
  });

  test('that matches takes up to a hundred events at once, and waits for them at most a second', () => {
    const matching = sources.filter(({ queue }) => queue.startsWith('ConnectorMatchers'));
    expect(matching).toHaveLength(3);
    for (const { BatchSize, MaximumBatchingWindowInSeconds } of matching) {
      expect([BatchSize, MaximumBatchingWindowInSeconds]).toEqual([100, 1]);
    }
  });

  test('gives back only what failed of a batch', () => {
    for (const { FunctionResponseTypes } of sources) expect(FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  test('has a bound on its calls side by side', () => {
    for (const { ScalingConfig } of sources) expect(ScalingConfig.MaximumConcurrency).toBeLessThanOrEqual(50);
  });

  test('keeps a message hidden six times as long as a call may take', () => {
    for (const { queue, timeout } of sources) {
      const { VisibilityTimeout } = connector.findResources(QUEUE)[queue]?.Properties ?? {};
      expect(VisibilityTimeout, queue).toBe(6 * timeout);
    }
  });
});
