import { GetAccountCommand } from '@aws-sdk/client-sesv2';
import type { Instant } from '../../core/contracts/instant.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { SesClient } from './ses-client.ts';

/** The state of an account of SES in its region. */
export interface SesAccount {
  /** The maximum number of emails per second; absent if SES does not name one. */
  readonly maxPerSecond?: number;
  /** The maximum number of emails in 24 hours; absent if there is none. */
  readonly maxPerDay?: number;
  readonly sentLastDay: number;
  /** True if the account is not in the sandbox, where only verified addresses receive anything. */
  readonly hasProductionAccess: boolean;
  readonly isSendingEnabled: boolean;
}

/** The time for which the state of an account is kept. GetAccount may be called about once a second. */
const KEPT_FOR: TimeSpan = 5 * MINUTE;

/** Creates a function that returns the state of the account, kept for 5 minutes. A read that fails is not kept. */
export function createSesAccountReader(client: SesClient, now: () => Instant): () => Promise<SesAccount> {
  let kept: { readonly account: Promise<SesAccount>; readonly until: Instant } | undefined;
  return async () => {
    if (kept !== undefined && now() < kept.until) return kept.account;
    const read = { account: readAccount(client), until: now() + KEPT_FOR };
    kept = read;
    try {
      return await read.account;
    } catch (error) {
      if (kept === read) kept = undefined;
      throw error;
    }
  };
}

async function readAccount(client: SesClient): Promise<SesAccount> {
  const { SendQuota = {}, ProductionAccessEnabled, SendingEnabled } = await client.send(new GetAccountCommand({}));
  const { MaxSendRate, Max24HourSend, SentLast24Hours = 0 } = SendQuota;
  return {
    ...(MaxSendRate === undefined || MaxSendRate <= 0 ? {} : { maxPerSecond: MaxSendRate }),
    // -1 stands for no limit.
    ...(Max24HourSend === undefined || Max24HourSend < 0 ? {} : { maxPerDay: Max24HourSend }),
    sentLastDay: SentLast24Hours,
    hasProductionAccess: ProductionAccessEnabled === true,
    isSendingEnabled: SendingEnabled === true,
  };
}
