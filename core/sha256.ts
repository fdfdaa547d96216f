import { hash } from 'node:crypto';

/** Returns the SHA-256 of a text's UTF-8 bytes, in base64url without padding. sha256-browser.ts replaces it in a browser. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}
