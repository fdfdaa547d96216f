import { Duration } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { installed } from '../harness/lib/synthesized.ts';
import { createSender, findNamed, withConnector } from '../harness/lib/with-consumers.ts';

const { connector, insights } = installed({ stage: 'prod', expectEvents: { within: Duration.minutes(30) } });
const withConsumer = withConnector((each, stack) => {
  each.onMessage('Email', { handler: createSender(stack) });
});

interface Stat {
  readonly Period: number;
  readonly Statistic?: string;
  readonly Stat?: string;
}

interface Alarm extends Stat {
  readonly AlarmName: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly ComparisonOperator: string;
  readonly Metrics?: readonly { readonly MetricStat?: Stat }[];
}

const OPERATORS = new Map([
  ['GreaterThanThreshold', 'above'],
  ['LessThanThreshold', 'below'],
]);

/** Returns when an alarm goes off, as text: `above 120, Maximum of 60 s, 2 times`. */
function settingsOf({ Threshold, EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, ...alarm }: Alarm): string {
  const stats = alarm.Metrics?.flatMap(({ MetricStat }) => MetricStat ?? []) ?? [alarm];
  const read = new Set(stats.map(({ Period, Statistic, Stat }) => `${Statistic ?? Stat} of ${Period} s`));
  const operator = OPERATORS.get(ComparisonOperator) ?? ComparisonOperator;
  const times = DatapointsToAlarm === undefined ? EvaluationPeriods : `${DatapointsToAlarm} of ${EvaluationPeriods}`;
  return `${operator} ${Threshold}, ${[...read].join(' and ')}, ${times} times`;
}

test('each alarm has the threshold, statistic, period and number of periods that are listed here', () => {
  const alarms: Alarm[] = [connector, insights].flatMap((template) =>
    Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties),
  );
  const settings = alarms.map((alarm) => [alarm.AlarmName.replace('campaign-connector-prod: ', ''), settingsOf(alarm)]);
  expect(Object.fromEntries(settings)).toEqual({
    'Events in the dead-letter queue': 'above 0, Maximum of 60 s, 1 times',
    'Events late': 'above 120, Maximum of 60 s, 2 times',
    'Triggers in the dead-letter queue': 'above 0, Maximum of 60 s, 1 times',
    'Triggers late': 'above 900, Maximum of 60 s, 2 times',
    'Profiles in the dead-letter queue': 'above 0, Maximum of 60 s, 1 times',
    'Profiles late': 'above 900, Maximum of 60 s, 2 times',
    'Wave status changes in the dead-letter queue': 'above 0, Maximum of 60 s, 1 times',
    'Wave status changes late': 'above 900, Maximum of 60 s, 2 times',
    'Cancellations in the dead-letter queue': 'above 0, Maximum of 60 s, 1 times',
    'Cancellations late': 'above 3600, Maximum of 60 s, 2 times',
    'Erasures in the dead-letter queue': 'above 0, Maximum of 60 s, 1 times',
    'Erasures late': 'above 3600, Maximum of 60 s, 2 times',
    'Events undelivered': 'above 0, Maximum of 60 s, 1 times',
    // More than ten in six hours.
    'Events refused': 'above 10, Sum of 21600 s, 1 times',
    'Many events refused': 'above 100, Sum of 900 s, 1 times',
    'A wave failed': 'above 0, Sum of 300 s, 1 times',
    // Five minutes, in milliseconds, which is the unit of the metric.
    'Waves late': 'above 300000, Maximum of 300 s, 1 times',
    'Waves end late': 'above 900000, Maximum of 300 s, 1 times',
    'Waves unfinished': 'above 900000, Maximum of 300 s, 1 times',
    Paused: 'above 0, Maximum of 900 s, 4 times',
    'Messages that cannot be rendered': 'above 0, Sum of 300 s, 1 times',
    'The wave check fails': 'above 0, Sum of 300 s, 3 times',
    'Messages that no rule takes': 'above 0, Sum of 900 s, 1 times',
    'No wave check': 'below 1, Sum of 300 s, 3 times',
    'No events': 'below 1, Sum of 300 s, 6 times',
    'Currents tokens refused': 'above 0, Sum of 300 s, 3 times',
    'HTTP server errors': 'above 5, Sum of 300 s, 3 times',
    'Ingest server errors': 'above 5, Sum of 300 s, 3 times',
    'Enrollments throttled': 'above 100, Sum of 300 s, 3 times',
  });
});

test('each alarm of a consumer has the threshold, statistic, period and number of periods that are listed here', () => {
  const alarms = findNamed(withConsumer, 'AWS::CloudWatch::Alarm', 'Consumers').map(({ Properties }) => Properties);
  expect(alarms.map((alarm) => [alarm.AlarmName, settingsOf(alarm)])).toEqual([
    ['campaign-connector: Messages not sent (Email)', 'above 0, Maximum of 60 s, 1 times'],
    ['campaign-connector: Messages late (Email)', 'above 900, Maximum of 60 s, 2 times'],
  ]);
});

test('there is an alarm on missing events only where they are expected, within a time that CloudWatch can look back on', () => {
  const names = (template: Template) =>
    Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmName);
  expect(names(installed().connector)).not.toContain('campaign-connector: No events');
  const within = (minutes: number) => () => installed({ expectEvents: { within: Duration.minutes(minutes) } });
  for (const minutes of [0, 4, 7, 1_445]) expect(within(minutes), `${minutes}`).toThrow('expectEvents: expected');
  expect(names(within(1_440)().connector)).toContain('campaign-connector: No events');
});

test('the alarm on missing events counts what arrives, so that no operator is woken while Braze sends only what no follow-up listens to', () => {
  const alarms = Object.values(connector.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
  const noEvents = alarms.find(({ AlarmName }) => AlarmName === 'campaign-connector-prod: No events');
  expect(noEvents).toMatchObject({ Namespace: 'CampaignConnector', MetricName: 'EventsArrived' });
  expect(noEvents?.Dimensions).toEqual([{ Name: 'service', Value: 'campaign-connector-prod' }]);
});
