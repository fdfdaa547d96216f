import { Sha256 } from '@aws-crypto/sha256-js';

/** Returns the SHA-256 of a text's UTF-8 bytes, in base64url without padding. It replaces sha256.ts in a browser. */
export function sha256(text: string): string {
  const hash = new Sha256();
  hash.update(text);
  const digits = btoa(String.fromCharCode(...hash.digestSync()));
  return digits.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
