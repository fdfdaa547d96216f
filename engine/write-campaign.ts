import type { AlreadyDone, CampaignActRefusal, CampaignWrite } from '../core/campaign.ts';
import type { Services } from '../core/ports.ts';
import { retry } from '../core/retry.ts';

/** The maximum number of attempts of an act while others change the campaign, or publish others that could close a cycle with it. */
const MAX_WRITE_ATTEMPTS = 10;

/** The result of publishing or archiving: what it wrote, or the reason why it was refused. */
export type PublishingResult = CampaignWrite | CampaignActRefusal;

/** The result of saving or stopping, which may have nothing to change. */
export type ActResult = PublishingResult | AlreadyDone;

/** Plans an act and writes it if the campaign did not change in the meantime; else waits, plans it again, and checks its version again. */
export async function writeWithRetry<Result extends ActResult>(
  services: Services,
  planAction: () => Promise<Result>,
): Promise<Result | CampaignActRefusal> {
  const result = await retry({ maxAttempts: MAX_WRITE_ATTEMPTS, wait: services.backoff }, () =>
    services.transaction(async () => {
      const write = await planAction();
      return !('campaign' in write) || (await services.campaigns.write(write)) ? write : undefined;
    }),
  );
  return result ?? { code: 'changed-meanwhile', attempts: MAX_WRITE_ATTEMPTS };
}
