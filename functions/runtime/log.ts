import type { Logger } from '@aws-lambda-powertools/logger';
import { DECISION_LOG_MESSAGE, LOG_FIELDS } from '../../core/contracts/log-fields.ts';
import type { Log } from '../../core/ports.ts';
import { type LogIds, PLAIN_IDS } from './log-ids.ts';

/** Creates the log for operators, in CloudWatch. A decision is a short line, because there are three for each dispatched message. */
export function createAwsLog(logger: Logger, ids: LogIds = PLAIN_IDS): Log {
  const isInfoEnabled = logger.getLevelName() === 'DEBUG' || logger.getLevelName() === 'INFO';
  return {
    warn(code, facts) {
      const { error } = facts;
      logger.warn(code, { ...facts, ...(typeof error === 'string' && { error: ids.formatError(error) }) });
    },
    logDecisions({ userId, campaignId }, decisions) {
      if (!isInfoEnabled) return;
      const user = ids.format(userId);
      for (const { decision, reason, eventId } of decisions) {
        const line = {
          message: DECISION_LOG_MESSAGE,
          [LOG_FIELDS.user]: user,
          [LOG_FIELDS.campaign]: campaignId,
          [LOG_FIELDS.decision]: decision,
          [LOG_FIELDS.reason]: reason,
          [LOG_FIELDS.event]: ids.format(eventId),
        };
        process.stdout.write(`${JSON.stringify(line)}\n`);
      }
    },
  };
}
