import { DEAD_LETTER_IMPACTS, type DeadLetterQueueName } from '../../core/contracts/dead-letter-queues.ts';

const queues: Readonly<Record<DeadLetterQueueName, string>> = {
  events: 'Events',
  triggers: 'Triggers',
  profiles: 'Profiles',
  'wave-status-changes': 'Wave status changes',
  cancellations: 'Cancellations',
  erasures: 'Erasures',
  undelivered: 'Events undelivered',
  'ses-events': 'Events of SES',
  'unsent-emails': 'Emails not sent',
  'unsent-webhooks': 'Webhooks not sent',
  'unsent-in-app-messages': 'In-app messages not sent',
};

const impacts: Readonly<Record<DeadLetterQueueName, string>> = DEAD_LETTER_IMPACTS;

/** The texts of the dead letters, in English. */
export const deadLetterTextsEn = {
  title: 'Dead letters',
  description:
    'Messages whose processing failed again and again. AWS deletes them when they are 14 days old. On one machine an event is tried six times, and then it is a refused event.',
  columns: {
    queue: 'Queue',
    messages: 'Messages, about',
    impact: 'What they mean',
    reason: 'Reason',
    users: 'Users',
    body: 'Message',
    attempts: 'Attempts',
    at: 'Sent',
  },
  queues,
  impacts,
  unread: 'Could not be read',
  sampleTitle: (queue: string) => `${queue}: a sample`,
  sampleNote: 'At most ten messages. Looking at them changes nothing; AWS counts it as an attempt.',
  empty:
    'No message was found. Others may be looking at them, or a retry has just left them: read again in half a minute.',
  noReason: 'No reason came with it: the log has the error.',
  staysOnRetry: 'A retry does not help, and leaves it here.',
  body: 'Show the message',
  bodyCut: (bytes: string) => `Only the beginning is shown. The message has ${bytes} bytes.`,
  nextAttempt: 'Next attempt',
  retry: 'Retry the messages',
  nothingToRetry: 'There is no message to retry.',
  consequencesTitle: (count: string, queue: string) =>
    `Retry about ${count} ${count === '1' ? 'message' : 'messages'} (${queue})?`,
  consequences: [
    'Each message is processed again, as if it had just come. What was done already counts as a repeat, and does nothing.',
    'Campaigns judge an event by the time at which it happened: users may be enrolled, waits cancelled, and messages that are due leave at once.',
    'If the cause is not mended, the messages fail again: on AWS they come back here after an hour.',
    'Messages that a retry does not help stay here.',
    'This cannot be undone. Closing this window ends the retry; what was put again stays so.',
  ],
  progress: (retried: string) => `Put again so far: ${retried}`,
  result: (retried: string, left: string) => `Put again: ${retried}. Left here: ${left}.`,
  notDone: 'More messages may be there: retry once more.',
};

/** The texts of the dead letters. */
export type DeadLetterTexts = typeof deadLetterTextsEn;
