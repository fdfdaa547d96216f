import { Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, PeriodOverride, Row, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS } from '../core/contracts/metrics.ts';
import { createInstallationName } from './installation-name.ts';
import type { MonitoredConnector } from './monitored-connector.ts';
import { ServiceMetrics } from './service-metrics.ts';

/** The connector that is monitored. */
export interface ConnectorDashboardProps {
  readonly connector: MonitoredConnector;
}

/** A dashboard for operators, in the order of the flow: events, enrollments, messages, backlogs, cost. */
export class ConnectorDashboard extends Dashboard {
  /** The URL of the dashboard in the AWS console. */
  readonly url: string;

  constructor(scope: Construct, id: string, { connector }: ConnectorDashboardProps) {
    const { region } = Stack.of(scope);
    // Names of dashboards are unique in an account, over all regions: the region is part of the name.
    const dashboardName = `${createInstallationName(connector.stage)}-${region}`;
    super(scope, id, { dashboardName, periodOverride: PeriodOverride.AUTO });
    this.url = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
    this.addWidgets(...createRows(connector));
  }
}

function createRows(connector: MonitoredConnector): Row[] {
  const { matchers, waves, management, data } = connector;
  const { machine } = waves;
  const metrics = new ServiceMetrics(connector.stage);
  const queued = {
    events: matchers.exception,
    triggers: matchers.trigger,
    profiles: matchers.profile,
    'ended waves': waves.executionEnded,
    endings: waves.cancelWaits,
  };
  const queues = Object.entries(queued).map(([label, { queue }]) => ({ label, queue }));
  const lambdas = [...Object.values(queued), waves.dispatch, waves.checkWaves, management.apiFunction];
  const busy = [matchers.exception, matchers.trigger, waves.dispatch, management.apiFunction];
  const tables = { connectors: data.connectors, publications: data.publications, enrollments: data.enrollments };
  const named = Object.entries({ ...tables, profiles: data.profiles }).map(([label, table]) => ({ label, table }));
  return [
    createHeading('What happens to events'),
    createGraphRow({
      'Events in, by interaction': [metrics.createMetricPerValue(METRICS.eventsReceived)],
      Matched: [metrics.createMetric(METRICS.eventsMatched)],
      Enrolled: [metrics.createMetric(METRICS.enrolled)],
    }),
    createHeading('What becomes of waits'),
    createGraphRow({
      'Waiting, by campaign': [metrics.createMetricPerValue(METRICS.waiting, 'Maximum')],
      'Cancelled, by reason': [metrics.createMetricPerValue(METRICS.cancelled)],
      'Withheld, by reason': [metrics.createMetricPerValue(METRICS.withheld)],
    }),
    createGraphRow({
      Dispatched: [metrics.createMetric(METRICS.dispatched)],
      'Lateness of waves, in milliseconds': [
        metrics.createMetric(METRICS.waveLateness, { statistic: 'Maximum' }),
        metrics.createMetric(METRICS.waveLateness, { statistic: 'p50' }),
      ],
      Waves: [
        metrics.createMetric(METRICS.wavesStarted),
        machine.metricSucceeded(),
        machine.metricFailed(),
        machine.metricAborted(),
        machine.metricTimedOut(),
        metrics.createMetric(METRICS.waveFailed),
      ],
    }),
    createHeading('What stands still'),
    createGraphRow({
      'Age of the oldest message, in seconds': queues.map(({ label, queue }) =>
        queue.metricApproximateAgeOfOldestMessage({ label }),
      ),
      'Dead letters': [
        ...queues.map(({ label, queue }) => queue.deadLetters.metricApproximateNumberOfMessagesVisible({ label })),
        connector.undelivered.metricApproximateNumberOfMessagesVisible({ label: 'undelivered' }),
      ],
      'Lambda: calls throttled': busy.map(({ functionName, lambda }) =>
        lambda.metricThrottles({ label: functionName }),
      ),
      Refused: [
        metrics.createMetric(METRICS.refused),
        connector.refused.metricApproximateNumberOfMessagesVisible({ label: 'not looked at' }),
      ],
    }),
    createHeading('What it costs'),
    createGraphRow({
      'Lambda: calls': lambdas.map(({ functionName, lambda }) => lambda.metricInvocations({ label: functionName })),
      'DynamoDB: units read': named.map(({ label, table }) => table.metricConsumedReadCapacityUnits({ label })),
      'DynamoDB: units written': named.map(({ label, table }) => table.metricConsumedWriteCapacityUnits({ label })),
      'Waves started; HTTP requests': [
        machine.metricStarted({ label: 'waves' }),
        management.http.api.metricCount({ label: 'requests', statistic: 'Sum' }),
      ],
    }),
  ];
}

function createHeading(markdown: string): Row {
  return new Row(new TextWidget({ markdown: `## ${markdown}`, width: 24, height: 1 }));
}

/** Creates a row of graphs of equal width, by their titles. */
function createGraphRow(graphs: Readonly<Record<string, IMetric[]>>): Row {
  const entries = Object.entries(graphs);
  const width = 24 / entries.length;
  return new Row(...entries.map(([title, left]) => new GraphWidget({ title, left, width, height: 6 })));
}
