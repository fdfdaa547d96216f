import { Duration, Tags } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DECISION_LOG_MESSAGE, LOG_FIELDS } from '../core/contracts/log-fields.ts';
import type { HttpApi } from './http-api.ts';
import { createInstallationName } from './installation-name.ts';
import type { MonitoredConnector } from './monitored-connector.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

/** The connector that is monitored, and the topic of its alarms. */
export interface CampaignInsightsProps {
  readonly connector: MonitoredConnector;
  /**
   * The topic that alarms notify.
   * @default no notifications
   */
  readonly alarmTopic?: ITopic;
}

/** Saved queries over the logs, and two alarms that combine several metrics. The connector works without them. */
export class CampaignInsights extends Construct {
  constructor(scope: Construct, id: string, { connector, alarmTopic }: CampaignInsightsProps) {
    super(scope, id);
    const { matchers, waves, management, ingest, stage, data } = connector;

    const folder = createInstallationName(stage);
    const fields = [
      '@timestamp',
      '@log',
      LOG_FIELDS.campaign,
      LOG_FIELDS.decision,
      LOG_FIELDS.reason,
      LOG_FIELDS.event,
    ];
    const decidingFunctions = [
      matchers.trigger,
      matchers.exception,
      waves.dispatch,
      waves.cancelWaits,
      management.apiFunction,
    ];
    // By name, not by reference: a log group that another stack refers to could not be replaced.
    const logGroups = decidingFunctions.map(({ functionName, logGroupName }) =>
      LogGroup.fromLogGroupName(this, functionName, logGroupName),
    );
    const isDecision = `message = "${DECISION_LOG_MESSAGE}"`;
    new QueryDefinition(this, 'WhatHappenedToUser', {
      queryDefinitionName: `${folder}/What happened to user X`,
      queryString: new QueryString({
        fields,
        filterStatements: [isDecision, `${LOG_FIELDS.user} = "X"`],
        sort: '@timestamp asc',
        limit: 1_000,
      }),
      logGroups,
    });
    new QueryDefinition(this, 'WhyWithheld', {
      queryDefinitionName: `${folder}/Why was this withheld`,
      queryString: new QueryString({
        fields: [...fields, LOG_FIELDS.user],
        filterStatements: [isDecision, `${LOG_FIELDS.decision} = "withheld"`, `${LOG_FIELDS.campaign} = "X"`],
        sort: '@timestamp desc',
        limit: 1_000,
      }),
      logGroups,
    });

    const createAlarm = (heading: string, metric: MathExpression, threshold: number, impact: string) =>
      new RunbookAlarm(this, heading, { stage, metric, threshold, periods: 3, impact, topic: alarmTopic });
    createAlarm(
      'HTTP server errors',
      createServerErrorRate(management.http),
      5,
      'campaigns cannot be managed, and events sent over HTTP are not accepted.',
    );
    createAlarm(
      'Ingest server errors',
      createServerErrorRate(ingest.http),
      5,
      'events of Braze Currents arrive late, and users are enrolled and cancelled late.',
    );
    const throttled = { statistic: 'Sum', dimensionsMap: { TableName: data.enrollments.tableName } };
    createAlarm(
      'Enrollments throttled',
      new MathExpression({
        // DynamoDB emits these metrics only when it throttles.
        expression: 'FILL(reads, 0) + FILL(writes, 0)',
        usingMetrics: {
          reads: data.enrollments.metric('ReadThrottleEvents', throttled),
          writes: data.enrollments.metric('WriteThrottleEvents', throttled),
        },
        label: 'Throttled requests',
        period: Duration.minutes(5),
      }),
      100,
      'users are enrolled and cancelled late, and messages leave late.',
    );

    Tags.of(this).add('project', 'campaign-connector');
    Tags.of(this).add('stage', stage);
  }
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
    period: Duration.minutes(5),
  });
}
