import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { installed, written } from '../harness/lib/synthesized.ts';
import { createSender, findNamed, withConnector } from '../harness/lib/with-consumers.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:on-call';
// With the alarm that is optional.
const { connector, insights } = installed({ alarmTopicArn: TOPIC, expectEvents: { within: Duration.minutes(30) } });
/** The alarms that go off on silence: when something does not happen any more. */
const ON_SILENCE = ['campaign-connector: No wave check', 'campaign-connector: No events'];
const ownAlarms = [connector, insights].flatMap((template) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties),
);
const withConsumer = withConnector(
  (each, stack) => {
    each.onMessage('Email', { handler: createSender(stack) });
  },
  (stack) => ({ alarmTopic: Topic.fromTopicArn(stack, 'Topic', TOPIC) }),
);
const consumerAlarms = findNamed(withConsumer, 'AWS::CloudWatch::Alarm', 'Consumers').map(
  ({ Properties }) => Properties,
);
const alarms = [...ownAlarms, ...consumerAlarms];

const runbook = readFileSync(new URL('../../docs/operating/runbook.md', import.meta.url), 'utf8');
const repository: string = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
).repository.url.replace(/^git\+|\.git$/g, '');
const entries = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((entry) => {
      const [heading = ''] = entry.split('\n', 1);
      return [heading.toLowerCase().replaceAll(' ', '-'), { heading, entry }];
    }),
);

describe('every alarm', () => {
  test('states its impact on users, and links the entry of the runbook on the web that has its name', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const [, address, anchor] = /^Impact: [a-z].{20,}\. Runbook: (\S+)#([a-z-]+)$/.exec(AlarmDescription) ?? [];
      expect(address).toBe(`${repository}/blob/main/docs/operating/runbook.md`);
      const found = entries.get(anchor ?? '');
      expect(found, AlarmDescription).toBeDefined();
      expect(AlarmName.replace(/ \(Email\)$/, '')).toBe(`campaign-connector: ${found?.heading}`);
    }
  });

  test('has a runbook entry with description, investigation and resolution, and each entry has an alarm', () => {
    expect(entries.size).toBe(alarms.length);
    for (const { heading, entry } of entries.values()) {
      const parts = [...entry.matchAll(/^\*\*(\w+)\.\*\* ./gm)].map(([, part]) => part);
      expect(parts, heading).toEqual(['Description', 'Investigation', 'Resolution']);
    }
  });

  test('notifies the topic when it goes off, and when it is over', () => {
    for (const { AlarmName, AlarmActions, OKActions } of alarms) {
      expect([AlarmActions, OKActions], AlarmName).toEqual([[TOPIC], [TOPIC]]);
    }
  });

  test('goes off while there is no data only if it is one on silence', () => {
    const onSilence = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(onSilence.map(({ AlarmName }) => AlarmName)).toEqual(ON_SILENCE);
    const others = alarms.filter(({ AlarmName }) => !ON_SILENCE.includes(AlarmName));
    for (const { AlarmName, TreatMissingData } of others) expect(TreatMissingData, AlarmName).toBe('notBreaching');
  });

  test('of a consumer has the name of the consumer, so that two consumers have different alarms', () => {
    expect(consumerAlarms.map(({ AlarmName }) => AlarmName)).toEqual([
      'campaign-connector: Messages not sent (Email)',
      'campaign-connector: Messages late (Email)',
    ]);
  });

  test('is one of a few: all alarms together read at most 29 metrics, which cost ten cents a month each', () => {
    const metrics = ownAlarms.flatMap(({ Metrics = [{ MetricStat: {} }] }) =>
      Metrics.filter((each: object) => 'MetricStat' in each),
    );
    expect(metrics.length).toBeLessThanOrEqual(29);
  });

  test('that combines several metrics is in a stack of its own, which an installation does not need', () => {
    const combinesMetrics = (template: typeof connector) =>
      Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => 'Metrics' in Properties);
    expect(new Set(combinesMetrics(connector))).toEqual(new Set([false]));
    expect(new Set(combinesMetrics(insights))).toEqual(new Set([true]));
  });
});

describe('the dashboard', () => {
  const [dashboard] = Object.values(connector.findResources('AWS::CloudWatch::Dashboard'));
  const { widgets } = JSON.parse(written(dashboard?.Properties.DashboardBody));
  const graphs: { title: string; metrics: unknown[] }[] = widgets
    .map(({ properties }: { properties: object }) => properties)
    .filter((properties: object) => 'metrics' in properties);

  test('shows events, enrollments, backlogs and cost', () => {
    expect(graphs.map(({ title }) => title)).toEqual([
      'Events received, by interaction',
      'Matched',
      'Enrolled',
      'Waiting, by campaign',
      'Cancelled, by reason',
      'Withheld, by reason',
      'Dispatched',
      'Lateness of waves, in milliseconds',
      'Waves',
      'Age of the oldest message, in seconds',
      'Messages in dead-letter queues',
      'Lambda: throttled calls',
      'Refused events',
      'Lambda: calls',
      'DynamoDB: read units',
      'DynamoDB: write units',
      'Waves started; HTTP requests',
    ]);
  });

  test('shows at most the fifty metrics that are free in the first three dashboards of an account', () => {
    expect(graphs.flatMap(({ metrics }) => metrics).length).toBeLessThanOrEqual(50);
  });
});

describe('saved queries', () => {
  test('answer what happened to a user and why a message was withheld, over the logs of all functions that decide', () => {
    const queries = Object.values(insights.findResources('AWS::Logs::QueryDefinition')).map(
      ({ Properties }) => Properties,
    );
    expect(queries.map(({ Name }) => Name)).toEqual([
      'campaign-connector/What happened to user X',
      'campaign-connector/Why was this withheld',
    ]);
    for (const { LogGroupNames, QueryString } of queries) {
      expect(LogGroupNames).toHaveLength(5);
      expect(QueryString).toContain('filter message = "DECIDED"');
    }
  });
});
