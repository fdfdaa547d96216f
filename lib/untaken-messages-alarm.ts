import { Duration } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS } from '../core/contracts/metrics.ts';
import type { AlarmTopics } from './alarm-topics.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { ServiceMetrics } from './service-metrics.ts';

/** The installation that is monitored, the bus of its messages, and the topics of alarms. */
export interface UntakenMessagesAlarmProps {
  readonly stage: string;
  readonly busName: string;
  readonly topics: AlarmTopics;
}

const PERIOD = Duration.minutes(15);
/** The maximum number of rules: an alarm reads at most ten metrics, and the messages are one of them. */
const MAX_RULES = 9;

/**
 * The alarm on messages that are dispatched while no rule matches them. No metric of EventBridge counts events that no rule matched, so the
 * rules that take messages must be known. As long as none is, it goes off with the first message.
 */
export class UntakenMessagesAlarm extends RunbookAlarm {
  readonly #busName: string;
  readonly #ruleNames: string[] = [];
  readonly #metrics: ServiceMetrics;

  constructor(scope: Construct, { stage, busName, topics }: UntakenMessagesAlarmProps) {
    const metrics = new ServiceMetrics(stage);
    super(scope, 'Messages that no rule takes', {
      stage,
      topics,
      urgency: 'page',
      metric: metrics.createMetric(METRICS.dispatched, { period: PERIOD }),
      threshold: 0,
      periods: 1,
      impact: 'users do not get messages that count as dispatched, because they go nowhere.',
    });
    this.#busName = busName;
    this.#metrics = metrics;
  }

  /** Adds a rule that takes messages. From then on, the alarm goes off only while no such rule matches. */
  addRule(ruleName: string): void {
    this.#ruleNames.push(ruleName);
    if (this.#ruleNames.length > MAX_RULES)
      throw new Error(`messageRules: expected at most ${MAX_RULES} rules that take messages`);
    const alarm = this.node.defaultChild;
    if (!(alarm instanceof CfnAlarm)) throw new Error(`${this.node.path}: expected an alarm`);
    alarm.metricName = undefined;
    alarm.namespace = undefined;
    alarm.dimensions = undefined;
    alarm.period = undefined;
    alarm.statistic = undefined;
    alarm.metrics = this.#createMetrics();
  }

  #createMetrics(): CfnAlarm.MetricDataQueryProperty[] {
    const { namespace, metricName, dimensions = {} } = this.#metrics.createMetric(METRICS.dispatched);
    const rules = this.#ruleNames.map((RuleName, index) => ({
      id: `rule${index}`,
      // Metrics of rules on the default bus do not name it.
      dimensions: { RuleName, ...(this.#busName !== 'default' && { EventBusName: this.#busName }) },
    }));
    const taken = rules.map(({ id }) => `FILL(${id}, 0)`).join(' + ');
    return [
      {
        id: 'untaken',
        label: 'Messages that no rule matched',
        // EventBridge and Lambda emit these metrics only when there is something to count.
        expression: `IF(${taken} > 0, 0, FILL(dispatched, 0))`,
        returnData: true,
      },
      toQuery('dispatched', { namespace, metricName, dimensions }),
      ...rules.map(({ id, ...rule }) => toQuery(id, { namespace: 'AWS/Events', metricName: 'MatchedEvents', ...rule })),
    ];
  }
}

interface QueriedMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

function toQuery(id: string, { dimensions, ...metric }: QueriedMetric): CfnAlarm.MetricDataQueryProperty {
  const listed = Object.entries(dimensions).map(([name, value]) => ({ name, value: String(value) }));
  return {
    id,
    metricStat: { metric: { ...metric, dimensions: listed }, period: PERIOD.toSeconds(), stat: 'Sum' },
    returnData: false,
  };
}
