import { Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, PeriodOverride, Row, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS } from '../core/contracts/metrics.ts';
import { ServiceMetrics } from './service-metrics.ts';
import { installationName } from './stage-name.ts';
import type { Watched } from './watched.ts';

/** What is drawn. */
export interface ConnectorDashboardProps {
  readonly connector: Watched;
}

/** One page for operators, in the order of the flow: events in, users waiting, messages out, what stands still, what it costs. */
export class ConnectorDashboard extends Dashboard {
  /** Where the console shows it. */
  readonly url: string;

  constructor(scope: Construct, id: string, { connector }: ConnectorDashboardProps) {
    const { region } = Stack.of(scope);
    // Dashboards are known in every region of an account: the name keeps those of one stage in two regions apart.
    const dashboardName = `${installationName(connector.stage)}-${region}`;
    super(scope, id, { dashboardName, periodOverride: PeriodOverride.AUTO });
    this.url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
    this.addWidgets(...rowsOf(connector));
  }
}

function rowsOf(connector: Watched): Row[] {
  const { matchers, waves, management, data } = connector;
  const { machine } = waves;
  const metrics = new ServiceMetrics(connector.stage);
  const queued = {
    events: matchers.exception,
    triggers: matchers.trigger,
    profiles: matchers.profile,
    'ended waves': waves.ended,
    endings: waves.ending,
  };
  const queues = Object.entries(queued).map(([label, { queue }]) => ({ label, queue }));
  const lambdas = [...Object.values(queued), waves.dispatch, waves.check, management.answer];
  const busy = [matchers.exception, matchers.trigger, waves.dispatch, management.answer];
  const tables = { connectors: data.connectors, publications: data.publications, enrollments: data.enrollments };
  const named = Object.entries({ ...tables, profiles: data.profiles }).map(([label, table]) => ({ label, table }));
  return [
    heading('What happens to events'),
    row({
      'Events in, by interaction': [metrics.each(METRICS.eventsReceived)],
      Matched: [metrics.of(METRICS.eventsMatched)],
      Enrolled: [metrics.of(METRICS.enrolled)],
    }),
    heading('What becomes of waits'),
    row({
      'Waiting, by campaign': [metrics.each(METRICS.waiting, 'Maximum')],
      'Cancelled, by reason': [metrics.each(METRICS.cancelled)],
      'Withheld, by reason': [metrics.each(METRICS.withheld)],
    }),
    row({
      Dispatched: [metrics.of(METRICS.dispatched)],
      'Lateness of waves, in milliseconds': [
        metrics.of(METRICS.waveLateness, { statistic: 'Maximum' }),
        metrics.of(METRICS.waveLateness, { statistic: 'p50' }),
      ],
      Waves: [
        metrics.of(METRICS.wavesStarted),
        machine.metricSucceeded(),
        machine.metricFailed(),
        machine.metricAborted(),
        machine.metricTimedOut(),
        metrics.of(METRICS.waveFailed),
      ],
    }),
    heading('What stands still'),
    row({
      'Age of the oldest message, in seconds': queues.map(({ label, queue }) =>
        queue.metricApproximateAgeOfOldestMessage({ label }),
      ),
      'Dead letters': [
        ...queues.map(({ label, queue }) => queue.deadLetters.metricApproximateNumberOfMessagesVisible({ label })),
        connector.undelivered.metricApproximateNumberOfMessagesVisible({ label: 'undelivered' }),
      ],
      'Lambda: calls throttled': busy.map(({ door, lambda }) => lambda.metricThrottles({ label: door })),
      Refused: [
        metrics.of(METRICS.refused),
        connector.refused.metricApproximateNumberOfMessagesVisible({ label: 'not looked at' }),
      ],
    }),
    heading('What it costs'),
    row({
      'Lambda: calls': lambdas.map(({ door, lambda }) => lambda.metricInvocations({ label: door })),
      'DynamoDB: units read': named.map(({ label, table }) => table.metricConsumedReadCapacityUnits({ label })),
      'DynamoDB: units written': named.map(({ label, table }) => table.metricConsumedWriteCapacityUnits({ label })),
      'Waves started; HTTP requests': [
        machine.metricStarted({ label: 'waves' }),
        management.http.api.metricCount({ label: 'requests', statistic: 'Sum' }),
      ],
    }),
  ];
}

function heading(markdown: string): Row {
  return new Row(new TextWidget({ markdown: `## ${markdown}`, width: 24, height: 1 }));
}

/** Graphs side by side, by their titles. */
function row(graphs: Readonly<Record<string, IMetric[]>>): Row {
  const titled = Object.entries(graphs);
  const width = 24 / titled.length;
  return new Row(...titled.map(([title, left]) => new GraphWidget({ title, left, width, height: 6 })));
}
