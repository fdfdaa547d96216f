import { Tags } from 'aws-cdk-lib';
import { LogGroup, QueryDefinition, QueryString, type QueryStringProps } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DECISION_LOG_MESSAGE, LOG_FIELDS } from '../core/contracts/log-fields.ts';
import type { AlarmTopics } from './alarm-topics.ts';
import { createCombinedAlarms } from './combined-alarms.ts';
import { createInstallationName } from './installation-name.ts';
import type { MonitoredConnector } from './monitored-connector.ts';

/** The connector that is monitored, and the topics of its alarms. */
export interface CampaignInsightsProps extends AlarmTopics {
  readonly connector: MonitoredConnector;
}

/** Saved queries over the logs, and three alarms that combine several metrics. The connector works without them. */
export class CampaignInsights extends Construct {
  constructor(scope: Construct, id: string, { connector, ...topics }: CampaignInsightsProps) {
    super(scope, id);
    const { matchers, waves, erasures, management, stage } = connector;

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
      erasures.eraseUser,
      management.apiFunction,
    ];
    // By name, not by reference: a log group that another stack refers to could not be replaced.
    const logGroups = decidingFunctions.map(({ functionName, logGroupName }) =>
      LogGroup.fromLogGroupName(this, functionName, logGroupName),
    );
    const isDecision = `message = "${DECISION_LOG_MESSAGE}"`;
    new QueryDefinition(this, 'WhatHappenedToUser', {
      queryDefinitionName: `${folder}/What happened to user X`,
      queryString: new CommentedQuery('X: what "explain USER --log-id" prints', {
        fields,
        filterStatements: [isDecision, `${LOG_FIELDS.user} = "X"`],
        sort: '@timestamp asc',
        limit: 1_000,
      }),
      logGroups,
    });
    new QueryDefinition(this, 'WhyWithheld', {
      queryDefinitionName: `${folder}/Why was this withheld`,
      queryString: new CommentedQuery('X: the id of the campaign', {
        fields: [...fields, LOG_FIELDS.user],
        filterStatements: [isDecision, `${LOG_FIELDS.decision} = "withheld"`, `${LOG_FIELDS.campaign} = "X"`],
        sort: '@timestamp desc',
        limit: 1_000,
      }),
      logGroups,
    });

    createCombinedAlarms(this, connector, topics);

    Tags.of(this).add('project', 'campaign-connector');
    Tags.of(this).add('stage', stage);
  }
}

/** A query that begins with a comment, which says what to fill in. */
class CommentedQuery extends QueryString {
  readonly #comment: string;

  constructor(comment: string, props: QueryStringProps) {
    super(props);
    this.#comment = comment;
  }

  override toString(): string {
    return `# ${this.#comment}\n${super.toString()}`;
  }
}
