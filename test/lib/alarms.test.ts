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
  test('tells its impact on a user, and links the entry of the runbook that has its name, on the web', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const [, address, anchor] = /^Impact: [a-z].{20,}\. Runbook: (\S+)#([a-z-]+)$/.exec(AlarmDescription) ?? [];
      expect(address).toBe(`${repository}/blob/main/docs/operating/runbook.md`);
      const found = entries.get(anchor ?? '');
      expect(found, AlarmDescription).toBeDefined();
      expect(AlarmName).toBe(`campaign-connector: ${found?.heading}`);
    }
  });

  test('has an entry with a description, what to look at and what to do, and no entry is without an alarm', () => {
    expect(entries.size).toBe(alarms.length);
    for (const { heading, entry } of entries.values()) {
      const parts = [...entry.matchAll(/^\*\*(\w+)\.\*\* ./gm)].map(([, part]) => part);
      expect(parts, heading).toEqual(['Description', 'Investigation', 'Resolution']);
    }
  });

  test('tells the topic when it goes off, and when it is over', () => {
    for (const { AlarmName, AlarmActions, OKActions } of alarms) {
      expect([AlarmActions, OKActions], AlarmName).toEqual([[TOPIC], [TOPIC]]);
    }
  });

  test('is quiet while nothing happens', () => {
    for (const { AlarmName, TreatMissingData } of alarms) expect(TreatMissingData, AlarmName).toBe('notBreaching');
  });

  test('belongs to a small number: they cost ten cents a month for each metric', () => {
    const metrics = alarms.flatMap(({ Metrics = [{ MetricStat: {} }] }) =>
      Metrics.filter((each: object) => 'MetricStat' in each),
    );
    expect(metrics.length).toBeLessThanOrEqual(20);
  });

  test('that reckons with several metrics is apart from the rest, so that an installation stands without it', () => {
    const reckons = (template: typeof connector) =>
      Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => 'Metrics' in Properties);
    expect(new Set(reckons(connector))).toEqual(new Set([false]));
    expect(new Set(reckons(insights))).toEqual(new Set([true]));
  });
});

describe('the dashboard', () => {
  const [dashboard] = Object.values(connector.findResources('AWS::CloudWatch::Dashboard'));
  const { widgets } = JSON.parse(written(dashboard?.Properties.DashboardBody));
  const graphs: { title: string; metrics: unknown[] }[] = widgets
    .map(({ properties }: { properties: object }) => properties)
    .filter((properties: object) => 'metrics' in properties);

  test('draws what happens, what stands still and what it costs', () => {
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

  test('draws at most the fifty metrics that are free in the first three dashboards of an account', () => {
    expect(graphs.flatMap(({ metrics }) => metrics).length).toBeLessThanOrEqual(50);
  });
});

describe('saved queries', () => {
  test('answer what happened to a user and why something was withheld, over the logs of all stages that decide', () => {
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
