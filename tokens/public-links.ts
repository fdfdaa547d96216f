import { CONTACT_CHANNELS } from '../core/contracts/consent.ts';
import type { SendRequest } from '../core/contracts/sender.ts';
import { isTrackableAddress, type TokenClaims } from './claims.ts';
import type { Tokens } from './tokens.ts';

/** The links of messages to the public interface. A repeat of a message has the same links (R71). */
export interface PublicLinks {
  /** Returns the link by which the user unsubscribes from the channel of a message (R85); undefined if the channel needs no consent. */
  createUnsubscribeUrl(request: SendRequest): string | undefined;
  /** Returns the link that reports a click and leads to an address (R94); undefined if the address cannot be tracked, such as `mailto:`. */
  createClickUrl(
    request: SendRequest,
    link: { readonly url: string; readonly alias?: string | undefined },
  ): string | undefined;
  /** Returns the address of the pixel that reports an open (R94). */
  createOpenUrl(request: SendRequest): string;
}

/** Creates the links of messages. They begin with the address at which the public interface is reached. */
export function createPublicLinks(tokens: Pick<Tokens, 'create'>, publicUrl: string): PublicLinks {
  const base = publicUrl.replace(/\/+$/, '');
  return {
    createUnsubscribeUrl({ userId, campaignId, dispatchId, message }) {
      const channel = CONTACT_CHANNELS.find((each) => each === message.channel);
      if (channel === undefined) return undefined;
      return `${base}/unsubscribe/${tokens.create('unsubscribe', { userId, channel, campaignId, dispatchId })}`;
    },
    createClickUrl(request, { url, alias }) {
      if (!isTrackableAddress(url)) return undefined;
      const claims = { ...selectClaims(request), url, ...(alias === undefined ? {} : { alias }) };
      return `${base}/l/${tokens.create('link', claims)}`;
    },
    createOpenUrl(request) {
      return `${base}/o/${tokens.create('open', selectClaims(request))}`;
    },
  };
}

/** Returns the claims of an interaction with a message. */
function selectClaims({ userId, campaignId, variant, dispatchId, part }: SendRequest): TokenClaims<'open'> {
  return { userId, campaignId, dispatchId, part, ...(variant !== undefined && { variant }) };
}
