import { Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, PeriodOverride, Row, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS } from '../core/contracts/metrics.ts';
import { createInstallationName } from './installation-name.ts';
import type { MonitoredConnector } from './monitored-connector.ts';
import type { Senders } from './senders.ts';
import {
  createBusGraphs,
  createFunctionGraphs,
  createHttpGraphs,
  createMachineGraphs,
  createTableGraphs,
  type Graphs,
} from './service-graphs.ts';
import { ServiceMetrics } from './service-metrics.ts';

/** The connector that is monitored. */
export interface ConnectorDashboardProps {
  readonly connector: MonitoredConnector;
}

/** A dashboard for operators, in the order of the flow: events, enrollments, messages, backlogs, services, cost. */
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
  const { matchers, waves, erasures, management, ingest, data, senders } = connector;
  const { machine } = waves;
  const metrics = new ServiceMetrics(connector.stage);
  const consumers = {
    events: matchers.exception,
    triggers: matchers.trigger,
    profiles: matchers.profile,
    'wave status changes': waves.executionEnded,
    cancellations: waves.cancelWaits,
    erasures: erasures.eraseUser,
  };
  const queues = [
    ...Object.entries(consumers).map(([label, { queue }]) => ({ label, queue, deadLetters: queue.deadLetters })),
    ...(senders?.listQueues() ?? []),
  ];
  const lambdas = [
    ...Object.values(consumers),
    waves.dispatch,
    waves.checkWaves,
    management.apiFunction,
    ingest.ingestFunction,
    ...(senders?.listFunctions() ?? []),
  ];
  const { connectors, publications, enrollments, profiles, contacts, deliveries } = data;
  const tables = { connectors, publications, enrollments, profiles, contacts, deliveries };
  const labelledTables = Object.entries(tables).map(([label, table]) => ({ label, table }));
  return [
    createHeading('Events'),
    createGraphRow({
      'Events received, by interaction': [metrics.createMetricPerValue(METRICS.eventsReceived)],
      Matched: [metrics.createMetric(METRICS.eventsMatched)],
      Enrolled: [metrics.createMetric(METRICS.enrolled)],
    }),
    createHeading('Enrollments'),
    createGraphRow({
      'Waiting, by campaign': [metrics.createMetricPerValue(METRICS.waiting, 'Maximum')],
      'Cancelled, by reason': [metrics.createMetricPerValue(METRICS.cancelled)],
      'Withheld, by reason': [metrics.createMetricPerValue(METRICS.withheld)],
    }),
    createGraphRow({
      Dispatched: [metrics.createMetric(METRICS.dispatched)],
      'Lateness of waves, in milliseconds': [
        metrics.createMetric(METRICS.waveLateness, { statistic: 'Maximum' }),
        metrics.createMetric(METRICS.waveEndLateness, { statistic: 'Maximum' }),
        metrics.createMetric(METRICS.oldestOpenWave, { statistic: 'Maximum' }),
      ],
      Waves: [
        metrics.createMetric(METRICS.wavesStarted),
        machine.metricSucceeded(),
        machine.metricFailed(),
        machine.metricAborted(),
        metrics.createMetric(METRICS.waveFailed),
      ],
    }),
    ...(senders === undefined ? [] : createSendingRows(senders, metrics)),
    createHeading('Backlogs'),
    createGraphRow({
      'Age of the oldest message, in seconds': queues.map(({ label, queue }) =>
        queue.metricApproximateAgeOfOldestMessage({ label }),
      ),
      'Messages in dead-letter queues': [
        ...queues.map(({ label, deadLetters }) => deadLetters.metricApproximateNumberOfMessagesVisible({ label })),
        connector.undelivered.metricApproximateNumberOfMessagesVisible({ label: 'undelivered' }),
      ],
      'Refused events': [
        metrics.createMetric(METRICS.refused),
        connector.refused.metricApproximateNumberOfMessagesVisible({ label: 'unread' }),
      ],
    }),
    createHeading('Services of AWS: what fails, is throttled or takes long'),
    createGraphRow(createFunctionGraphs(lambdas)),
    createGraphRow({ ...createBusGraphs(connector.bus), ...createMachineGraphs(waves) }),
    createGraphRow({ ...createTableGraphs(data), ...createHttpGraphs(connector) }),
    createHeading('Cost'),
    createGraphRow({
      'Lambda: calls': lambdas.map(({ functionName, lambda }) => lambda.metricInvocations({ label: functionName })),
      'DynamoDB: read units': labelledTables.map(({ label, table }) =>
        table.metricConsumedReadCapacityUnits({ label }),
      ),
      'DynamoDB: write units': labelledTables.map(({ label, table }) =>
        table.metricConsumedWriteCapacityUnits({ label }),
      ),
      'Waves started; HTTP requests': [
        machine.metricStarted({ label: 'waves' }),
        ingest.http.api.metricCount({ label: 'requests of Braze Currents', statistic: 'Sum' }),
      ],
    }),
  ];
}

/** Creates the rows of the channels that the connector sends itself, beginning with the sending mode. */
function createSendingRows({ policy: { mode, allow }, sesEvents }: Senders, metrics: ServiceMetrics): Row[] {
  const entries = allow.length === 1 ? '1 entry' : `${allow.length} entries`;
  return [
    createHeading(`Sending: ${mode}${mode === 'allow-list' ? `, ${entries}` : ''}`),
    createGraphRow({
      'Deliveries, by state': [metrics.createMetricPerValue(METRICS.deliveries)],
      'Messages not sent': [metrics.createMetric(METRICS.unsent)],
      ...(sesEvents && {
        'Messages that waited for a halted channel': [metrics.createMetricPerValue(METRICS.channelHalted)],
        'Events of SES skipped, by reason': [metrics.createMetricPerValue(METRICS.providerEventsSkipped)],
      }),
    }),
  ];
}

function createHeading(markdown: string): Row {
  return new Row(new TextWidget({ markdown: `## ${markdown}`, width: 24, height: 1 }));
}

/** Creates a row of graphs of equal width, by their titles. */
function createGraphRow(graphs: Graphs): Row {
  const entries = Object.entries(graphs);
  const width = 24 / entries.length;
  return new Row(...entries.map(([title, left]) => new GraphWidget({ title, left, width, height: 6 })));
}
