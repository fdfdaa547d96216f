import * as v from 'valibot';
import { idSchema } from '../../core/contracts/selector.ts';

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Decodes the tag of a user: the base64url of the UTF-8 of their id. Returns undefined if it is none: the user is then found by the delivery. */
export function decodeUserTag(tag: unknown): string | undefined {
  if (typeof tag !== 'string' || !BASE64URL.test(tag) || tag.length % 4 === 1) return undefined;
  const bytes = Uint8Array.from(atob(tag.replaceAll('-', '+').replaceAll('_', '/')), (digit) => digit.charCodeAt(0));
  try {
    const userId = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return v.is(idSchema, userId) ? userId : undefined;
  } catch {
    return undefined;
  }
}
