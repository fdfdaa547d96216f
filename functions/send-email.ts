import { addSesTags } from '../channels/email/add-ses-tags.ts';
import { createSesSender } from '../channels/email/ses.ts';
import { createSesAccountReader } from '../channels/email/ses-account.ts';
import { createSesClient } from '../channels/email/ses-client.ts';
import type { SendLimits } from '../core/token-bucket.ts';
import { createPublicLinks } from '../tokens/public-links.ts';
import { container } from './runtime/background-container.ts';
import { readNumberSetting, readSetting } from './runtime/read-setting.ts';
import { createTokensReader } from './runtime/tokens-reader.ts';
import { defineSenderHandler } from './sending/define-sender-handler.ts';

/** The share of the account's rate that is used, so that other mail of the account has some. */
const RATE_SHARE = 0.9;

/** The handler of the queue of emails, which SES sends. */
export const createHandler = defineSenderHandler(async ({ deadline, services: { clock } }) => {
  const now = () => clock.now();
  const client = createSesClient();
  const tokens = await createTokensReader(deadline, now)();
  const { createUnsubscribeUrl } = createPublicLinks(tokens, readSetting('publicUrl'));
  const sender = createSesSender(client, {
    defaultFrom: readSetting('emailFrom'),
    configurationSet: readSetting('configurationSet'),
    stage: readSetting('stage'),
    installation: readSetting('installation'),
    addTracking: (html, { tracking }) => (tracking.clicks ? addSesTags(html) : html),
    createUnsubscribeUrl,
  });
  const [maxPerSecond, perDay] = [readNumberSetting('maxPerSecond'), readNumberSetting('maxPerDay')];
  const readAccount = createSesAccountReader(client, now);
  const getLimits = async (): Promise<SendLimits> => {
    const perSecond = maxPerSecond ?? RATE_SHARE * ((await readAccount()).maxPerSecond ?? 1);
    return { perSecond, ...(perDay !== undefined && { perDay }) };
  };
  return { senders: [sender], getLimits };
});

export const handler = createHandler(container);
