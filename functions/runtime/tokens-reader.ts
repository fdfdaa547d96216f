import type { Deadline } from '../../adapters/aws/deadline.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';
import { KEY_RING_EXPECTED, parseKeyRing } from '../../tokens/key-ring.ts';
import { createTokens, type Tokens } from '../../tokens/tokens.ts';
import { readSetting } from './read-setting.ts';
import { createSecretReader } from './secret-reader.ts';

/** The time after which the keys are read again, so that links that were made with a new key are read soon. */
const CACHE_DURATION: TimeSpan = 5 * MINUTE;

/** Creates a function that returns the tokens of the installation, with the keys of its secret. If these cannot be read again, those before are used. */
export function createTokensReader(deadline: Deadline, now: () => Instant): () => Promise<Tokens> {
  let read: (() => Promise<string>) | undefined;
  let cached: { readonly tokens: Tokens; readonly until: Instant } | undefined;
  return async () => {
    if (cached !== undefined && now() < cached.until) return cached.tokens;
    read ??= createSecretReader(readSetting('tokenKeys'), 'keys of links', deadline);
    const text = await read().catch((error: unknown) => {
      if (cached === undefined) throw error;
      return undefined;
    });
    const keyRing = text === undefined ? undefined : parseKeyRing(text);
    if (text !== undefined && keyRing === undefined) throw new Error(`keys of links: expected ${KEY_RING_EXPECTED}`);
    const tokens = keyRing === undefined ? cached?.tokens : createTokens(keyRing, readSetting('installation'));
    if (tokens === undefined) throw new Error('keys of links: expected to be read');
    cached = { tokens, until: now() + CACHE_DURATION };
    return tokens;
  };
}
