import { createHmac } from 'node:crypto';
import type { Instant } from '../../core/contracts/instant.ts';
import { SECOND } from '../../core/contracts/time-span.ts';

/** A message to sign, as Standard Webhooks names its parts. */
interface SignedParts {
  /** The id, which is the same on every repeat. It has no dot, because a dot ends it in what is signed. */
  readonly id: string;
  readonly at: Instant;
  readonly body: string;
}

/** Returns the headers of a signed message: one signature for each key, so that receivers may still check the older one. */
export function signWebhook({ id, at, body }: SignedParts, keys: readonly Buffer[]): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / SECOND));
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
