/** The fields of a log line that the saved queries read. Every handler that logs a decision uses these names. */
export const LOG_FIELDS = {
  user: 'userId',
  campaign: 'campaignId',
  decision: 'decision',
  reason: 'reason',
  event: 'eventId',
  wave: 'wave',
} as const;

/** The message of the log line that a handler writes for each decision. */
export const DECISION_LOG_MESSAGE = 'DECIDED';
