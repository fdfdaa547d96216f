import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { createServiceSigner } from '../sign.ts';
import { CommandRefusedError } from '../terminal.ts';

/** The AWS identity of the caller. */
export interface CallerIdentity {
  readonly account: string;
  /** The ARN of the user or of the session of a role. */
  readonly principal: string;
}

/** The longest time that STS has for an answer. */
const TIMEOUT: TimeSpan = 3 * SECOND;
const MAX_ATTEMPTS = 2;
const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';
/** The codes of STS for credentials that are valid no longer. */
const EXPIRED_CODES = /ExpiredToken|InvalidClientTokenId|RequestExpired/;

/**
 * Returns who signs the calls, as STS names them: `expired` if the credentials are not valid any more, and undefined if STS names no one.
 * Throws `CommandRefusedError` if there are no credentials.
 */
export async function getCallerIdentity(region: string): Promise<CallerIdentity | 'expired' | undefined> {
  const { AWS_ENDPOINT_URL_STS: ownEndpoint, AWS_ENDPOINT_URL: anyEndpoint } = process.env;
  const url = new URL(ownEndpoint || anyEndpoint || createEndpoint(region));
  const content = { method: 'POST', body: BODY };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    try {
      const unsigned = { 'content-type': 'application/x-www-form-urlencoded' };
      const headers = await createServiceSigner('sts', region).sign({ ...content, url, headers: unsigned });
      const response = await fetch(url, {
        ...{ ...content, headers, redirect: 'error' },
        signal: AbortSignal.timeout(TIMEOUT),
      });
      const text = await response.text();
      if (response.ok) return parseIdentity(text);
      if (response.status < 500) return EXPIRED_CODES.test(text) ? 'expired' : undefined;
    } catch (error) {
      if (error instanceof CommandRefusedError) throw error;
    }
  }
  return undefined;
}

function createEndpoint(region: string): string {
  return `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`;
}

function parseIdentity(xml: string): CallerIdentity | undefined {
  const [, principal] = /<Arn>([^<]+)<\/Arn>/.exec(xml) ?? [];
  const [, account] = /<Account>(\d+)<\/Account>/.exec(xml) ?? [];
  return principal === undefined || account === undefined ? undefined : { account, principal };
}
