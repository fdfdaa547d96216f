import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { installed, written } from '../harness/lib/synthesized.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:on-call';
const { connector, insights } = installed({ alarmTopicArn: TOPIC });
const alarms = [connector, insights].flatMap((template) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties),
);

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
      expect(AlarmName).toBe(`campaign-connector: ${found?.heading}`);
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

  test('does not go off while there is no data', () => {
    for (const { AlarmName, TreatMissingData } of alarms) expect(TreatMissingData, AlarmName).toBe('notBreaching');
  });

  test('is one of a few: all alarms together read at most twenty-five metrics, which cost ten cents a month each', () => {
    const metrics = alarms.flatMap(({ Metrics = [{ MetricStat: {} }] }) =>
      Metrics.filter((each: object) => 'MetricStat' in each),
    );
    expect(metrics.length).toBeLessThanOrEqual(25);
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
