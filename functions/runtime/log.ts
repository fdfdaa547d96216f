import type { Logger } from '@aws-lambda-powertools/logger';
import { DECIDED, LOGGED } from '../../core/contracts/logged.ts';
import type { Log } from '../../core/ports.ts';

/** Facts for operators in CloudWatch. A decision is a short line: there are three for each message that leaves. */
export function awsLog(logger: Logger): Log {
  const tells = logger.getLevelName() === 'DEBUG' || logger.getLevelName() === 'INFO';
  return {
    warn: (code, facts) => logger.warn(code, { ...facts }),
    decided({ userId, campaignId }, decisions) {
      if (!tells) return;
      for (const { decision, reason, eventId } of decisions) {
        const line = {
          message: DECIDED,
          [LOGGED.user]: userId,
          [LOGGED.campaign]: campaignId,
          [LOGGED.decision]: decision,
          [LOGGED.reason]: reason,
          [LOGGED.event]: eventId,
        };
        process.stdout.write(`${JSON.stringify(line)}\n`);
      }
    },
  };
}
