import * as v from 'valibot';
import { CONTACT_CHANNELS } from '../core/contracts/consent.ts';
import { idSchema, MAX_TEXT_CHARACTERS } from '../core/contracts/selector.ts';

/** Returns whether a text is an absolute address of the web, without a space, a line break or another character that a header cannot carry. */
function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s\p{Cc}]+$/iu.test(text) && URL.canParse(text);
}

const urlSchema = v.pipe(
  v.string(),
  v.maxCodePoints(MAX_TEXT_CHARACTERS),
  v.check(isWebAddress, 'an absolute address that begins with http:// or https://, without spaces'),
);

/** Returns whether a link to an address can be a token. */
export function isTrackableAddress(url: string): boolean {
  return v.is(urlSchema, url);
}

const dispatch = { dispatchId: idSchema, part: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) };
const receiver = { userId: idSchema, campaignId: idSchema, variant: v.optional(idSchema) };

/**
 * The schemas of what tokens claim, by kind (R85, R89).
 *
 * - `unsubscribe`: the user wants no more messages of a channel.
 * - `link`: the user followed a link of a message.
 * - `open`: the user opened a message.
 * - `inbox`: an app may read and answer the messages in the inbox of the user, until an instant.
 */
export const TOKEN_CLAIMS = {
  unsubscribe: v.object({
    userId: idSchema,
    channel: v.picklist(CONTACT_CHANNELS),
    campaignId: idSchema,
    dispatchId: v.optional(idSchema),
  }),
  link: v.object({
    ...receiver,
    ...dispatch,
    url: urlSchema,
    alias: v.optional(idSchema),
  }),
  open: v.object({ ...receiver, ...dispatch }),
  inbox: v.object({ userId: idSchema, expiresAt: v.pipe(v.number(), v.safeInteger()) }),
} as const;

export type TokenKind = keyof typeof TOKEN_CLAIMS;
/** The claims of a token of a kind. */
export type TokenClaims<Kind extends TokenKind> = v.InferOutput<(typeof TOKEN_CLAIMS)[Kind]>;
