import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, test } from 'vitest';
import { installed, written } from '../harness/lib/synthesized.ts';
import { createSender, findNamed, withConnector } from '../harness/lib/with-consumers.ts';

const alarmIn = (template: ReturnType<typeof withConnector>) =>
  findNamed(template, 'AWS::CloudWatch::Alarm', 'Messagesthatnoruletakes')[0]?.Properties;

/** Returns the metrics of an alarm: their ids, names and dimensions. */
function metricsOf(alarm: ReturnType<typeof alarmIn>) {
  const queries: {
    Id: string;
    MetricStat?: { Metric: { MetricName: string; Dimensions: { Name: string; Value: unknown }[] } };
  }[] = alarm?.Metrics ?? [];
  return queries.flatMap(({ Id, MetricStat }) => {
    if (MetricStat === undefined) return [];
    const dimensions = MetricStat.Metric.Dimensions.map(({ Name, Value }) => `${Name} ${written(Value)}`);
    return [[Id, MetricStat.Metric.MetricName, ...dimensions]];
  });
}

describe('the alarm on messages that no rule takes', () => {
  test('the alarm on messages that no rule takes goes off with the first message while the connector knows of no rule for messages', () => {
    expect(alarmIn(withConnector(() => undefined))).toMatchObject({
      Namespace: 'CampaignConnector',
      MetricName: 'Dispatched',
      Dimensions: [{ Name: 'service', Value: 'campaign-connector' }],
      Threshold: 0,
      Period: 900,
      Statistic: 'Sum',
    });
  });

  test('the alarm on messages that no rule takes goes off when messages are dispatched and no rule of onMessage and addMessageRule matches', () => {
    const template = withConnector((connector, stack) => {
      connector.onMessage('Email', { handler: createSender(stack) });
      connector.addMessageRule(
        new Rule(stack, 'Own', { eventBus: connector.bus, eventPattern: { source: ['campaign-connector'] } }),
      );
    });
    const alarm = alarmIn(template);
    expect(alarm?.Metrics[0]).toMatchObject({
      Expression: 'IF(FILL(rule0, 0) + FILL(rule1, 0) > 0, 0, FILL(dispatched, 0))',
      ReturnData: true,
    });
    expect(metricsOf(alarm)).toEqual([
      ['dispatched', 'Dispatched', 'service campaign-connector'],
      [
        'rule0',
        'MatchedEvents',
        expect.stringMatching(/^RuleName <ConnectorConsumersEmailRule/),
        expect.stringMatching(/^EventBusName <ConnectorDataBus/),
      ],
      [
        'rule1',
        'MatchedEvents',
        expect.stringMatching(/^RuleName <Own/),
        expect.stringMatching(/^EventBusName <ConnectorDataBus/),
      ],
    ]);
    for (const single of ['Namespace', 'MetricName', 'Dimensions', 'Period', 'Statistic'])
      expect(alarm).not.toHaveProperty(single);
  });

  test('the alarm on messages that no rule takes counts rules of another app, which are named where the installation is deployed', () => {
    const { connector } = installed({ messageRules: ['send-email', 'send-push'] });
    expect(metricsOf(alarmIn(connector)).map(([, , rule]) => rule)).toEqual([
      'service campaign-connector',
      'RuleName send-email',
      'RuleName send-push',
    ]);
  });

  test('an installation with more message rules than an alarm can read is refused', () => {
    const messageRules = Array.from({ length: 10 }, (_, index) => `rule-${index}`);
    expect(() => installed({ messageRules })).toThrow('messageRules: expected at most 9 rules');
  });
});

describe('the archive of the bus', () => {
  const ARCHIVE = 'AWS::Events::Archive';

  test('the archive of the bus is made only where its retention is set', () => {
    for (const template of installed().all) template.resourceCountIs(ARCHIVE, 0);
  });

  test('the archive of the bus keeps every event of the bus for as many days as are set', () => {
    const { connector } = installed({ archiveDays: 30 });
    connector.hasResourceProperties(ARCHIVE, { RetentionDays: 30, EventPattern: { source: [{ prefix: '' }] } });
  });

  test('the archive of the bus is encrypted with the key of the connector', () => {
    const template = withConnector(
      () => undefined,
      (stack) => ({ archiveRetention: Duration.days(1), encryptionKey: new Key(stack, 'Key') }),
      { env: { region: 'eu-west-1' } },
    );
    const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
    template.hasResourceProperties(ARCHIVE, { KmsKeyIdentifier: { 'Fn::GetAtt': [key, 'Arn'] } });
  });
});
