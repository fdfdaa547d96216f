/**
 * The value of `unsubscribe_url` in messages (R85). The sender replaces it by the link of the user, so that the dispatch needs no key. The
 * host never exists (RFC 6761).
 */
export const UNSUBSCRIBE_PLACEHOLDER = 'https://unsubscribe.invalid/';

/** The placeholder after the filter `url_encode`, as in a link that passes it on. */
const ENCODED_PLACEHOLDER = encodeURIComponent(UNSUBSCRIBE_PLACEHOLDER);

/** Returns whether a text has the placeholder, as it is or encoded. */
export function hasUnsubscribePlaceholder(text: string): boolean {
  return text.includes(UNSUBSCRIBE_PLACEHOLDER) || text.includes(ENCODED_PLACEHOLDER);
}

/** Returns a text with a link in place of the placeholder: as it is written there, and encoded where the placeholder is. */
export function replaceUnsubscribePlaceholder(
  text: string,
  { written, url }: { written: string; url: string },
): string {
  return text
    .replaceAll(UNSUBSCRIBE_PLACEHOLDER, () => written)
    .replaceAll(ENCODED_PLACEHOLDER, () => encodeURIComponent(url));
}

/** The source of the opt-outs by the link of a message (R82). */
export const UNSUBSCRIBE_LINK_SOURCE = 'unsubscribe-link';
