import {
  type GetAccountCommand,
  type GetAccountCommandOutput,
  SESv2Client,
  type SESv2ClientConfig,
  type SendEmailCommand,
  type SendEmailCommandOutput,
} from '@aws-sdk/client-sesv2';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The calls of SES that are used, each of which ends when its signal is aborted. */
export interface SesClient {
  send(command: SendEmailCommand, options: { readonly abortSignal: AbortSignal }): Promise<SendEmailCommandOutput>;
  send(command: GetAccountCommand): Promise<GetAccountCommandOutput>;
}

const CONNECTION_TIMEOUT_MS = 1_000;
/** The timeout of a request. SES answers in less than a second, and in a few where it is throttling. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_SOCKETS = 64;

/**
 * Creates the client of SES, once per cold start. It makes one attempt: SES knows no idempotency token, so a request that the SDK repeats
 * after a lost answer is a second email. The sender decides about repeats, and records them (R80). Without a place, the region and the
 * credentials are those of the environment.
 */
export function createSesClient(
  place: Partial<Pick<SESv2ClientConfig, 'region' | 'credentials' | 'endpoint'>> = {},
): SESv2Client {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
    httpsAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
  });
  return new SESv2Client({ ...place, maxAttempts: 1, requestHandler });
}
