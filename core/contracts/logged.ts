/** The fields of a log line that the saved queries read: a door that logs a decision names them so. */
export const LOG_FIELDS = {
  user: 'userId',
  campaign: 'campaignId',
  decision: 'decision',
  reason: 'reason',
  event: 'eventId',
  wave: 'wave',
} as const;

/** The message of the log line of a decision; every door that decides writes one for each. */
export const DECISION_LOG_MESSAGE = 'DECIDED';
