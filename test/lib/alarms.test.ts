import { readFileSync } from 'node:fs';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { createInstallation, type InstallationProps } from '../../lib/installation.ts';
import { FUNCTION_NAMES, installed, WITH_CHANNELS, withBundles, written } from '../harness/lib/synthesized.ts';
import { createSender, findNamed, withConnector } from '../harness/lib/with-consumers.ts';

const PAGE = 'arn:aws:sns:eu-west-1:123456789012:on-call';
const TICKET = 'arn:aws:sns:eu-west-1:123456789012:office-hours';
// With the alarm that is optional.
const { connector, insights } = installed({
  alarmTopicArn: PAGE,
  ticketTopicArn: TICKET,
  expectEvents: { within: Duration.minutes(30) },
});
/** The alarms that go off on silence: when something does not happen any more. */
const ON_SILENCE = ['campaign-connector: No wave check', 'campaign-connector: No events'];
/** The alarms that operators have to look at immediately, and those that can wait until office hours. */
const PAGES = [
  'A wave failed',
  'Channel halted',
  'Events in the dead-letter queue',
  'Events late',
  'Events of SES in the dead-letter queue',
  'Events of SES late',
  'Events undelivered',
  'HTTP server errors',
  'Ingest server errors',
  'Many events refused',
  'Messages late',
  'Messages not sent',
  'Messages that no rule takes',
  'No events',
  'No wave check',
  'The wave check fails',
  'Triggers in the dead-letter queue',
  'Triggers late',
  'Waves end late',
  'Waves late',
  'Waves unfinished',
];
const TICKETS = [
  'Cancellations in the dead-letter queue',
  'Cancellations late',
  'Currents tokens refused',
  'Enrollments throttled',
  'Erasures in the dead-letter queue',
  'Erasures late',
  'Events refused',
  'Messages that cannot be rendered',
  'Paused',
  'Profiles in the dead-letter queue',
  'Profiles late',
  'Wave status changes in the dead-letter queue',
  'Wave status changes late',
];
const toHeading = (name: string) => name.replace(/^campaign-connector: | \([\w -]+\)$/g, '');
const ownAlarms = [connector, insights].flatMap((template) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties),
);
const withConsumer = withConnector(
  (each, stack) => {
    each.onMessage('Email', { handler: createSender(stack) });
  },
  (stack) => ({
    alarmTopic: Topic.fromTopicArn(stack, 'Page', PAGE),
    ticketTopic: Topic.fromTopicArn(stack, 'Ticket', TICKET),
  }),
);
const consumerAlarms = findNamed(withConsumer, 'AWS::CloudWatch::Alarm', 'Consumers').map(
  ({ Properties }) => Properties,
);
const senderAlarms = findNamed(
  installed({ ...WITH_CHANNELS, alarmTopicArn: PAGE, ticketTopicArn: TICKET }).connector,
  'AWS::CloudWatch::Alarm',
  'Senders',
).map(({ Properties }) => Properties);
const alarms = [...ownAlarms, ...consumerAlarms, ...senderAlarms];

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
  test('every alarm states its impact on users, and links the runbook entry on the web that has its name', () => {
    for (const { AlarmName, AlarmDescription } of alarms) {
      const [, address, anchor] = /^Impact: [a-z].{20,}\. Runbook: (\S+)#([a-z-]+)$/.exec(AlarmDescription) ?? [];
      expect(address).toBe(`${repository}/blob/main/docs/operating/runbook.md`);
      const found = entries.get(anchor ?? '');
      expect(found, AlarmDescription).toBeDefined();
      expect(toHeading(AlarmName)).toBe(found?.heading);
    }
  });

  test('every alarm has a runbook entry with description, investigation and resolution, and each entry has an alarm', () => {
    const headings = new Set(alarms.map(({ AlarmName }) => toHeading(AlarmName)));
    expect([...entries.values()].map(({ heading }) => heading).sort()).toEqual([...headings].sort());
    for (const { heading, entry } of entries.values()) {
      const parts = [...entry.matchAll(/^\*\*(\w+)\.\*\* ./gm)].map(([, part]) => part);
      expect(parts, heading).toEqual(['Description', 'Investigation', 'Resolution']);
    }
  });

  test('an alarm that shows that users get wrong or late messages now pages, and every other alarm waits for office hours', () => {
    const notified = (topic: string) =>
      new Set(
        alarms.filter(({ AlarmActions }) => AlarmActions.includes(topic)).map(({ AlarmName }) => toHeading(AlarmName)),
      );
    expect([...notified(TICKET)].sort()).toEqual(TICKETS);
    expect([...notified(PAGE)].sort()).toEqual(PAGES);
  });

  test('every alarm has its urgency in the table of the runbook', () => {
    const listed = (title: string) =>
      (new RegExp(`^\\| ${title} \\| (.*) \\|$`, 'm').exec(runbook)?.[1] ?? '')
        .split(', ')
        .map((link) => /^\[([^\]]+)\]/.exec(link)?.[1]);
    expect(listed('page').sort()).toEqual(PAGES);
    expect(listed('ticket').sort()).toEqual(TICKETS);
  });

  test('every alarm notifies its one topic when it goes off, and when it is over', () => {
    for (const { AlarmName, AlarmActions, OKActions } of alarms) {
      expect(AlarmActions, AlarmName).toHaveLength(1);
      expect(OKActions, AlarmName).toEqual(AlarmActions);
    }
  });

  test('every alarm notifies the same topic if only one topic is set', () => {
    for (const topic of [{ alarmTopicArn: PAGE }, { ticketTopicArn: PAGE }]) {
      const { connector, insights } = installed(topic);
      for (const { Properties } of [connector, insights].flatMap((each) =>
        Object.values(each.findResources('AWS::CloudWatch::Alarm')),
      )) {
        expect(Properties.AlarmActions, Properties.AlarmName).toEqual([PAGE]);
      }
    }
  });

  test('an alarm goes off while there is no data only if it is an alarm on silence', () => {
    const onSilence = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(onSilence.map(({ AlarmName }) => AlarmName)).toEqual(ON_SILENCE);
    const others = alarms.filter(({ AlarmName }) => !ON_SILENCE.includes(AlarmName));
    for (const { AlarmName, TreatMissingData } of others) expect(TreatMissingData, AlarmName).toBe('notBreaching');
  });

  test('an alarm of a consumer has the name of the consumer, so that two consumers have different alarms', () => {
    expect(consumerAlarms.map(({ AlarmName }) => AlarmName)).toEqual([
      'campaign-connector: Messages not sent (Email)',
      'campaign-connector: Messages late (Email)',
    ]);
  });

  test('an alarm of a sender has the content of its messages in its name, and only emails can be halted', () => {
    expect(senderAlarms.map(({ AlarmName }) => AlarmName.replace('campaign-connector: ', ''))).toEqual([
      'Events of SES in the dead-letter queue',
      'Events of SES late',
      'Messages not sent (emails)',
      'Messages late (emails)',
      'Channel halted (emails)',
      'Messages not sent (webhooks)',
      'Messages late (webhooks)',
      'Messages not sent (in-app messages)',
      'Messages late (in-app messages)',
    ]);
  });

  test('an alarm on refused events reads how many are refused, so that it ends without a purge of their queue', () => {
    const refused = alarms.filter(({ AlarmName }) => /vents refused$/.test(AlarmName));
    expect(refused.map(({ Namespace, MetricName }) => [Namespace, MetricName])).toEqual([
      ['CampaignConnector', 'Refused'],
      ['CampaignConnector', 'Refused'],
    ]);
  });

  test('all alarms together read at most 32 metrics, which cost ten cents a month each', () => {
    const metrics = ownAlarms.flatMap(({ Metrics = [{ MetricStat: {} }] }) =>
      Metrics.filter((each: object) => 'MetricStat' in each),
    );
    expect(metrics.length).toBeLessThanOrEqual(32);
  });

  test('an alarm that combines several metrics is in a stack of its own, which an installation does not need', () => {
    const combinesMetrics = (template: typeof connector) =>
      Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => 'Metrics' in Properties);
    expect(new Set(combinesMetrics(connector))).toEqual(new Set([false]));
    expect(new Set(combinesMetrics(insights))).toEqual(new Set([true]));
  });
});

function readGraphs(template: typeof connector): { title: string; metrics: unknown[][] }[] {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const { widgets } = JSON.parse(written(dashboard?.Properties.DashboardBody));
  return widgets
    .map(({ properties }: { properties: object }) => properties)
    .filter((properties: object) => 'metrics' in properties);
}

describe('the dashboard', () => {
  const graphs = readGraphs(connector);
  const metricsOf = (title: string, of = graphs) => of.find((graph) => graph.title === title)?.metrics ?? [];
  const labelOf = (metric: readonly unknown[]) => /"label":"([^"]+)"/.exec(JSON.stringify(metric))?.[1];

  test('the dashboard shows events, enrollments, backlogs, services and cost', () => {
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
      'Refused events',
      'Lambda: failed calls',
      'Lambda: longest call, in milliseconds',
      'Lambda: concurrent calls',
      'Lambda: throttled calls',
      'EventBridge: failed, repeated and throttled deliveries',
      'EventBridge: slowest percent of deliveries, in milliseconds',
      'Step Functions: throttled',
      'Step Functions: open executions of the account',
      'DynamoDB: throttled reads',
      'DynamoDB: throttled writes',
      'HTTP: answers 4xx and 5xx',
      'HTTP: slowest percent of answers, in milliseconds',
      'Lambda: calls',
      'DynamoDB: read units',
      'DynamoDB: write units',
      'Waves started; HTTP requests',
    ]);
  });

  test('the dashboard shows errors, duration, concurrency and throttles of every Lambda function', () => {
    for (const title of ['failed calls', 'longest call, in milliseconds', 'concurrent calls', 'throttled calls']) {
      const functions = metricsOf(`Lambda: ${title}`).map((metric) => labelOf(metric));
      expect(functions.sort(), title).toEqual([...FUNCTION_NAMES].sort());
    }
  });

  test('the dashboard shows the throttles of every table and of the index', () => {
    const tables = ['connectors', 'contacts', 'deliveries', 'enrollments', 'profiles', 'publications', 'refused'];
    expect(metricsOf('DynamoDB: throttled reads').map(labelOf).sort()).toEqual(tables);
    expect(metricsOf('DynamoDB: throttled writes').map(labelOf).sort()).toEqual(
      [...tables, 'index of enrollments'].sort(),
    );
  });

  test('the dashboard finds the deliveries of all rules on the bus, also on the default bus, whose metrics do not name it', () => {
    const graph = 'EventBridge: failed, repeated and throttled deliveries';
    const searches = (graph: string, of = graphs) => JSON.stringify(metricsOf(graph, of)).match(/\{AWS.*?'/g);
    expect(searches(graph)).toEqual([
      expect.stringMatching(/^\{AWS\/Events,EventBusName,RuleName\} MetricName=\\"FailedInvocations\\" EventBusName=/),
      expect.stringContaining('RetryInvocationAttempts'),
      expect.stringContaining('ThrottledRules'),
    ]);
    const onDefaultBus = withConnector(
      () => undefined,
      (stack) => ({ bus: EventBus.fromEventBusName(stack, 'Bus', 'default') }),
    );
    expect(searches(graph, readGraphs(onDefaultBus))?.[0]).toBe(
      '{AWS/Events,RuleName} MetricName=\\"FailedInvocations\\"\'',
    );
  });

  test('the dashboard shows how many executions are open, of the million that an account may have', () => {
    expect(metricsOf('Step Functions: open executions of the account').map((metric) => metric.slice(0, 2))).toEqual([
      ['AWS/States', 'OpenExecutionCount'],
      ['AWS/States', 'OpenExecutionLimit'],
    ]);
  });

  test('there is one dashboard, with more than the fifty metrics of a free one and fewer than CloudWatch takes', () => {
    expect(Object.keys(connector.findResources('AWS::CloudWatch::Dashboard'))).toHaveLength(1);
    const { length } = graphs.flatMap(({ metrics }) => metrics);
    // The page on cost says so: a dashboard of at most fifty would be among the three that each account has for nothing.
    expect(length).toBeGreaterThan(50);
    expect(length).toBeLessThanOrEqual(125);
  });
});

describe('the synthesis', () => {
  const warningsOf = (props: InstallationProps) =>
    withBundles((bundles) => {
      const app = new App();
      createInstallation(app, { bundles, ...props });
      const stack = app.node.findChild('campaign-connector-dev');
      if (!Stack.isStack(stack)) throw new Error('campaign-connector-dev: expected a stack');
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('Alarms notify no one'));
    });

  test('the synthesis warns if no topic is named, because alarms would notify no one', () => {
    expect(warningsOf({})).toHaveLength(1);
  });

  test('the synthesis does not warn with a topic, or in a stage that is ephemeral', () => {
    for (const props of [{ alarmTopicArn: PAGE }, { ticketTopicArn: TICKET }, { ephemeral: true }]) {
      expect(warningsOf(props), JSON.stringify(props)).toEqual([]);
    }
  });
});

describe('saved queries', () => {
  test('saved queries answer what happened to a user and why a message was withheld, over the logs of all functions that decide', () => {
    const queries = Object.values(insights.findResources('AWS::Logs::QueryDefinition')).map(
      ({ Properties }) => Properties,
    );
    expect(queries.map(({ Name }) => Name)).toEqual([
      'campaign-connector/What happened to user X',
      'campaign-connector/Why was this withheld',
    ]);
    for (const { LogGroupNames, QueryString } of queries) {
      expect(LogGroupNames).toHaveLength(6);
      expect(QueryString).toContain('filter message = "DECIDED"');
    }
  });
});
