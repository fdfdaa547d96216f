import { isObject } from '../contracts/object.ts';
import type { TokenBucket } from '../token-bucket.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of the token bucket of a channel. */
export const TOKEN_BUCKET: StoredShape<TokenBucket> = {
  expected: 'a token bucket',
  matches: (value): value is TokenBucket =>
    isObject(value) && ['nextAt', 'day', 'taken'].every((name) => typeof value[name] === 'number'),
};
