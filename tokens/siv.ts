import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

// A synthetic initialization vector, as in RFC 5297, with HMAC-SHA-256 in the place of its MAC: the vector is a MAC of the plaintext, and it
// is the tag, too. The same plaintext gives the same bytes, which a repeated dispatch needs (R71). Two plaintexts have vectors so close that
// their key streams overlap only after more than 2^50 tokens of one key. GCM with a vector from a MAC would have 96 bits of it, and a vector
// that occurs twice would reveal the key of its tags.

const KEY_BYTES = 32;
/** The number of bytes of a vector: one block of AES. */
const VECTOR_BYTES = 16;

/** The two keys of one purpose. */
export interface SivKeys {
  readonly mac: Uint8Array;
  readonly encryption: Uint8Array;
}

/** Derives the keys of a purpose from a master key. Keys of different purposes have nothing in common. */
export function deriveSivKeys(master: string, purpose: readonly string[]): SivKeys {
  const bytes = new Uint8Array(hkdfSync('sha256', master, '', JSON.stringify(purpose), 2 * KEY_BYTES));
  return { mac: bytes.subarray(0, KEY_BYTES), encryption: bytes.subarray(KEY_BYTES) };
}

/** Encrypts a text: the vector, then the encrypted bytes. The same text and keys give the same bytes. */
export function encryptSiv(plaintext: string, { mac, encryption }: SivKeys): Buffer {
  const bytes = Buffer.from(plaintext);
  const vector = computeVector(bytes, mac);
  const cipher = createCipheriv('aes-256-ctr', encryption, vector);
  return Buffer.concat([vector, cipher.update(bytes), cipher.final()]);
}

/** Returns the text that was encrypted; undefined if a single bit was changed since, or the keys are others. */
export function decryptSiv(encrypted: Uint8Array, { mac, encryption }: SivKeys): string | undefined {
  if (encrypted.length < VECTOR_BYTES) return undefined;
  const vector = encrypted.subarray(0, VECTOR_BYTES);
  const decipher = createDecipheriv('aes-256-ctr', encryption, vector);
  const bytes = Buffer.concat([decipher.update(encrypted.subarray(VECTOR_BYTES)), decipher.final()]);
  return timingSafeEqual(vector, computeVector(bytes, mac)) ? bytes.toString() : undefined;
}

function computeVector(plaintext: Uint8Array, mac: Uint8Array): Buffer {
  return createHmac('sha256', mac).update(plaintext).digest().subarray(0, VECTOR_BYTES);
}
