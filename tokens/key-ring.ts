import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { parseJson } from '../core/contracts/parse-json.ts';

/** The master keys of an installation by their ids. New tokens are made with the current one; those of the others stay valid. */
export interface KeyRing {
  readonly current: string;
  readonly keys: ReadonlyMap<string, string>;
}

/** The minimum number of characters of a key. A random one of this length, of letters and digits, has 190 bits. */
const MIN_KEY_CHARACTERS = 32;

/** The name under which a key ring names its current key. No key has it as its id. */
const CURRENT = 'current';

const keyIdSchema = v.pipe(v.string(), v.regex(/^[a-z0-9]{1,16}$/));
const keyRingSchema = v.pipe(
  v.record(keyIdSchema, v.string()),
  v.check(({ [CURRENT]: current, ...keys }) => current !== undefined && Object.hasOwn(keys, current)),
  v.check(({ [CURRENT]: _, ...keys }) => Object.values(keys).every((key) => key.length >= MIN_KEY_CHARACTERS)),
);

/** The description of a key ring, for messages about faults. It names no key. */
export const KEY_RING_EXPECTED = `JSON such as { "current": "2", "1": "…", "2": "…" }: random keys of at least ${MIN_KEY_CHARACTERS} characters by their ids of a-z and 0-9, and the id of the current one`;

/** Parses a key ring: one JSON object of keys by id, and the id of the current key. Returns undefined for any other text. */
export function parseKeyRing(text: string): KeyRing | undefined {
  const { success, output } = v.safeParse(keyRingSchema, parseJson(text));
  if (!success) return undefined;
  const { [CURRENT]: current = '', ...keys } = output;
  return { current, keys: new Map(Object.entries(keys)) };
}

/** Formats a key ring as `parseKeyRing` reads it. */
export function formatKeyRing({ current, keys }: KeyRing): string {
  return JSON.stringify({ [CURRENT]: current, ...Object.fromEntries(keys) });
}

/** Creates a key ring with one random key. */
export function createKeyRing(): KeyRing {
  return { current: '1', keys: new Map([['1', randomBytes(32).toString('base64url')]]) };
}
