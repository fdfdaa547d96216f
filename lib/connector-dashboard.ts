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
  const { matchers, waves, data } = connector;
  const metrics = new ServiceMetrics(connector.stage);
  const work = [matchers.trigger, matchers.exception, matchers.profile, waves.ended, waves.ending];
  const queues = work.map(({ queue }) => queue);
  const lambdas = [...work, waves.dispatch, waves.check, connector.management.answer].map(({ lambda }) => lambda);
  const tables = [data.connectors, data.publications, data.enrollments, data.profiles];
  const { machine } = waves;
  return [
    heading('What happens to events'),
    new Row(
      graph('Events in, by interaction', [metrics.each(METRICS.eventsReceived)]),
      graph('Matched', [metrics.of(METRICS.eventsMatched)]),
      graph('Enrolled', [metrics.of(METRICS.enrolled)]),
    ),
    heading('What becomes of waits'),
    new Row(
      graph('Waiting, by campaign', [metrics.each(METRICS.waiting, 'Maximum')]),
      graph('Cancelled, by reason', [metrics.each(METRICS.cancelled)]),
      graph('Withheld, by reason', [metrics.each(METRICS.withheld)]),
    ),
    new Row(
      graph('Dispatched', [metrics.of(METRICS.dispatched)]),
      graph('Lateness of waves, in milliseconds', [
        metrics.of(METRICS.waveLateness, { statistic: 'Maximum' }),
        metrics.of(METRICS.waveLateness, { statistic: 'p50' }),
      ]),
      graph('Waves', [
        metrics.of(METRICS.wavesStarted),
        machine.metricSucceeded(),
        machine.metricFailed(),
        machine.metricAborted(),
        machine.metricTimedOut(),
        metrics.of(METRICS.waveFailed),
      ]),
    ),
    heading('What stands still'),
    new Row(
      graph(
        'Age of the oldest message, in seconds',
        queues.map((queue) => queue.metricApproximateAgeOfOldestMessage()),
      ),
      graph(
        'Dead letters',
        [...queues.map(({ deadLetters }) => deadLetters), connector.undelivered].map((queue) =>
          queue.metricApproximateNumberOfMessagesVisible(),
        ),
      ),
      graph('Refused', [metrics.of(METRICS.refused), connector.refused.metricApproximateNumberOfMessagesVisible()]),
    ),
    heading('What it costs'),
    new Row(
      graph(
        'Lambda: calls',
        lambdas.map((lambda) => lambda.metricInvocations()),
      ),
      graph(
        'DynamoDB: units read',
        tables.map((table) => table.metricConsumedReadCapacityUnits()),
      ),
      graph(
        'DynamoDB: units written',
        tables.map((table) => table.metricConsumedWriteCapacityUnits()),
      ),
      graph('Step Functions: executions; HTTP: requests', [
        machine.metricStarted(),
        connector.management.http.api.metricCount(),
      ]),
    ),
  ];
}

function heading(markdown: string): Row {
  return new Row(new TextWidget({ markdown: `## ${markdown}`, width: 24, height: 1 }));
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
