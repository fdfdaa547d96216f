import { Stack } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { createInstallationName } from './installation-name.ts';

/** A monthly budget, and what it notifies when it is used up or soon will be: an email address, a topic, or both. */
export interface MonthlyBudgetProps {
  /** The amount in US dollars. */
  readonly usd: number;
  /**
   * The email address that it notifies.
   * @default none
   */
  readonly email?: string;
  /**
   * The topic that it notifies. The policy of one that is imported must allow `budgets.amazonaws.com` to publish.
   * @default none
   */
  readonly topic?: ITopic;
}

/** The shares of the budget, in percent, at which it notifies: of what was spent, and of what the month is expected to cost. */
const THRESHOLDS = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const;

/**
 * A monthly budget for all installations of the account, by their tag `project`. AWS counts what has the tag only after it was activated
 * as a cost allocation tag.
 */
export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, { stage, usd, email, topic }: MonthlyBudgetProps & { stage: string }) {
    super(scope, id);
    if (!(usd > 0)) throw new Error(`monthlyBudget: expected an amount above 0, found ${usd}`);
    const subscribers = [
      ...(email === undefined ? [] : [{ subscriptionType: 'EMAIL', address: email }]),
      ...(topic === undefined ? [] : [{ subscriptionType: 'SNS', address: topic.topicArn }]),
    ];
    if (subscribers.length === 0) throw new Error('monthlyBudget: expected an email address or a topic, found neither');
    topic?.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('budgets.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `${createInstallationName(stage)}-${Stack.of(this).region}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: usd, unit: 'USD' },
        costFilters: { TagKeyValue: ['user:project$campaign-connector'] },
      },
      notificationsWithSubscribers: THRESHOLDS.map((threshold) => ({
        notification: { ...threshold, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
        subscribers,
      })),
    });
  }
}
