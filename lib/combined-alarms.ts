import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmTopics } from './alarm-topics.ts';
import type { HttpApi } from './http-api.ts';
import type { MonitoredConnector } from './monitored-connector.ts';
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts';
import { FIVE_MINUTES } from './service-metrics.ts';

/** Creates the alarms that combine several metrics. */
export function createCombinedAlarms(scope: Construct, connector: MonitoredConnector, topics: AlarmTopics): void {
  const createAlarm = (heading: string, props: Omit<RunbookAlarmProps, 'stage' | 'topics'>) =>
    new RunbookAlarm(scope, heading, { ...props, topics, stage: connector.stage });
  createAlarm('HTTP server errors', {
    urgency: 'page',
    metric: createServerErrorRate(connector.management.http),
    threshold: 5,
    periods: 3,
    impact: 'campaigns cannot be managed, and events sent over HTTP are not accepted.',
  });
  createAlarm('Ingest server errors', {
    urgency: 'page',
    metric: createServerErrorRate(connector.ingest.http),
    threshold: 5,
    periods: 3,
    impact: 'events of Braze Currents arrive late, and users are enrolled and cancelled late.',
  });
  createAlarm('Enrollments throttled', {
    urgency: 'ticket',
    metric: createThrottledRequests(connector),
    threshold: 100,
    periods: 3,
    impact: 'users are enrolled and cancelled late, and messages leave late.',
  });
}

/** Creates the share of calls that are answered with 5xx, in percent. A single error among few calls is no reason for an alarm. */
function createServerErrorRate({ api }: HttpApi): MathExpression {
  return new MathExpression({
    expression: 'IF(calls > 20, 100 * errors / calls, 0)',
    usingMetrics: {
      calls: api.metricCount({ statistic: 'Sum' }),
      errors: api.metricServerError({ statistic: 'Sum' }),
    },
    label: 'Calls answered with 5xx, in percent',
    period: FIVE_MINUTES,
  });
}

function createThrottledRequests({ data: { enrollments } }: MonitoredConnector): MathExpression {
  const throttled = { statistic: 'Sum', dimensionsMap: { TableName: enrollments.tableName } };
  return new MathExpression({
    // DynamoDB emits these metrics only when it throttles.
    expression: 'FILL(reads, 0) + FILL(writes, 0)',
    usingMetrics: {
      reads: enrollments.metric('ReadThrottleEvents', throttled),
      writes: enrollments.metric('WriteThrottleEvents', throttled),
    },
    label: 'Throttled requests',
    period: FIVE_MINUTES,
  });
}
