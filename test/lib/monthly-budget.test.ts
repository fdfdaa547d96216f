import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, test } from 'vitest';
import { CampaignConnector, type MonthlyBudgetProps } from '../../lib/campaign-connector.ts';
import { installed, withBundles } from '../harness/lib/synthesized.ts';

function connected(createBudget: (stack: Stack) => MonthlyBudgetProps): Template {
  return withBundles((bundles) => {
    const stack = new Stack(new App(), 'Shop');
    new CampaignConnector(stack, 'Connector', { bundles, monthlyBudget: createBudget(stack) });
    return Template.fromStack(stack);
  });
}

describe('a monthly budget', () => {
  test('a monthly budget notifies an address when the tagged resources have cost 80 % and all of it, and when they are expected to', () => {
    const { connector } = installed({ monthlyBudget: { usd: 100, email: 'ops@example.com' } });
    const [budget] = Object.values(connector.findResources('AWS::Budgets::Budget'));
    expect(budget?.Properties).toMatchObject({
      Budget: {
        BudgetType: 'COST',
        TimeUnit: 'MONTHLY',
        BudgetLimit: { Amount: 100, Unit: 'USD' },
        CostFilters: { TagKeyValue: ['user:project$campaign-connector'] },
      },
    });
    const notifications: { Notification: object; Subscribers: object[] }[] =
      budget?.Properties.NotificationsWithSubscribers ?? [];
    expect(notifications.map(({ Notification }) => Notification)).toMatchObject([
      { NotificationType: 'ACTUAL', Threshold: 80, ThresholdType: 'PERCENTAGE', ComparisonOperator: 'GREATER_THAN' },
      { NotificationType: 'ACTUAL', Threshold: 100 },
      { NotificationType: 'FORECASTED', Threshold: 100 },
    ]);
    for (const { Subscribers } of notifications)
      expect(Subscribers).toEqual([{ SubscriptionType: 'EMAIL', Address: 'ops@example.com' }]);
  });

  test('a monthly budget may publish to the topic that it notifies, for this account only', () => {
    const template = connected((stack) => ({ usd: 5, topic: new Topic(stack, 'Costs') }));
    const [policy] = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
    expect(policy?.Properties.PolicyDocument.Statement).toMatchObject([
      {
        Action: 'sns:Publish',
        Principal: { Service: 'budgets.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  test('a monthly budget is refused without anyone to notify, and without an amount', () => {
    expect(() => connected(() => ({ usd: 5 }))).toThrow('expected an email address or a topic');
    expect(() => connected(() => ({ usd: 0, email: 'ops@example.com' }))).toThrow('expected an amount above 0');
    expect(() => connected(() => ({ usd: Number.NaN, email: 'ops@example.com' }))).toThrow('found NaN');
  });

  test('a monthly budget is there only if it is asked for', () => {
    expect(installed().connector.findResources('AWS::Budgets::Budget')).toEqual({});
  });
});
