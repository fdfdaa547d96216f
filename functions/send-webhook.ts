import { parseAllowedHosts } from '../channels/webhook/allowed-hosts.ts';
import { createWebhookSender } from '../channels/webhook/https.ts';
import { parseWebhookSecrets } from '../channels/webhook/secrets.ts';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { MINUTE } from '../core/contracts/time-span.ts';
import { container } from './runtime/background-container.ts';
import { readNumberSetting, readSetting } from './runtime/read-setting.ts';
import { createSecretReader } from './runtime/secret-reader.ts';
import { defineSenderHandler } from './sending/define-sender-handler.ts';

/** The handler of the queue of webhooks, which it calls itself. */
export const createHandler = defineSenderHandler(async ({ deadline, services: { clock } }) => {
  const now = () => clock.now();
  const hosts = parseAllowedHosts(process.env[ENVIRONMENT.webhookAllowHosts] ?? '');
  if ('wrong' in hosts) throw new Error(`${ENVIRONMENT.webhookAllowHosts}: expected ${hosts.expected}`);
  const sender = createWebhookSender({
    now,
    getSecrets: createSecretsReader(
      createSecretReader(readSetting('webhookSecrets'), 'secrets of webhooks', deadline),
      now,
    ),
    ...(hosts.hosts.length > 0 && { allowedHosts: hosts.hosts }),
  });
  const perSecond = readNumberSetting('maxPerSecond');
  return { senders: [sender], getLimits: async () => (perSecond === undefined ? undefined : { perSecond }) };
});

export const handler = createHandler(container);

/** Creates the function that returns the secrets that sign. They are read again every few minutes, so that they can be rotated. */
function createSecretsReader(read: () => Promise<string>, now: () => number): () => Promise<readonly string[]> {
  let cached: { readonly secrets: readonly string[]; readonly until: number } | undefined;
  return async () => {
    if (cached !== undefined && now() < cached.until) return cached.secrets;
    const parsed = parseWebhookSecrets(await read());
    if ('wrong' in parsed) throw new Error(`secrets of webhooks: expected ${parsed.expected}`);
    cached = { secrets: parsed.secrets, until: now() + 5 * MINUTE };
    return parsed.secrets;
  };
}
