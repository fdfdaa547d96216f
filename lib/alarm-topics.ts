import { Annotations } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/**
 * The time within which operators have to look at an alarm: `page` at once, because users get wrong or late messages, or events are
 * lost, while it lasts; `ticket` in office hours.
 */
export type Urgency = 'page' | 'ticket';

/** The topics that alarms notify, when they go off and when they are over. With one of them, it is notified by every alarm. */
export interface AlarmTopics {
  /**
   * The topic of the alarms that operators have to look at immediately.
   * @default ticketTopic
   */
  readonly alarmTopic?: ITopic;
  /**
   * The topic of the alarms that can wait until office hours.
   * @default alarmTopic
   */
  readonly ticketTopic?: ITopic;
}

/** Returns the topic of an alarm; undefined if there is none at all. */
export function chooseTopic({ alarmTopic, ticketTopic }: AlarmTopics, urgency: Urgency): ITopic | undefined {
  return urgency === 'page' ? (alarmTopic ?? ticketTopic) : (ticketTopic ?? alarmTopic);
}

/** Adds a warning to the synthesis if no alarm would notify anyone. */
export function warnWithoutTopic(scope: Construct, topics: AlarmTopics): void {
  if (chooseTopic(topics, 'page') !== undefined) return;
  const message = 'Alarms notify no one: name an SNS topic (alarmTopic, or -c alarmTopicArn=ARN).';
  Annotations.of(scope).addWarningV2('campaign-connector:noAlarmTopic', message);
}
