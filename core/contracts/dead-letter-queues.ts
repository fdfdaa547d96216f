const NOT_SENT = 'users do not get messages that count as dispatched.';

/** The impact on users of what lies in each dead-letter queue, by the name of the queue. Alarms and commands state it. */
export const DEAD_LETTER_IMPACTS = {
  events: 'users get messages that these events should have cancelled, or are not enrolled.',
  triggers: 'the users of these events are not enrolled and get no message.',
  profiles: 'audiences and messages use old attributes of these users.',
  'wave-status-changes':
    'users of an aborted wave are still shown as waiting until the wave check cancels their waits.',
  cancellations: 'users of a stopped campaign are still shown as waiting, though nothing will be sent to them.',
  erasures: 'the data of a deleted user are not deleted within a day.',
  undelivered: 'the users of these events are neither enrolled nor cancelled.',
  'ses-events': 'opens and clicks of these emails do not count, and bounces and complaints are not respected.',
  'unsent-emails': NOT_SENT,
  'unsent-webhooks': NOT_SENT,
  'unsent-in-app-messages': NOT_SENT,
} as const;

/** The name of a dead-letter queue of an installation. */
export type DeadLetterQueueName = keyof typeof DEAD_LETTER_IMPACTS;

/** The names of all dead-letter queues, in the order of lists. An installation has those of the parts that it has. */
export const DEAD_LETTER_QUEUES = Object.keys(DEAD_LETTER_IMPACTS) as [DeadLetterQueueName, ...DeadLetterQueueName[]];
