import { sha256 } from './sha256.ts';

const TAG_LENGTH = 16;

/** Returns the tag of the text of a saved version: the beginning of its SHA-256 in base64url; `none` if the version has no text. */
export function computeTextTag(text: string | undefined): string {
  return text === undefined ? 'none' : sha256(text).slice(0, TAG_LENGTH);
}
