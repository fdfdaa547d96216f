import type { SendRequest } from '../../core/contracts/sender.ts';
import { hasUnsubscribePlaceholder, replaceUnsubscribePlaceholder } from '../../core/contracts/unsubscribe.ts';
import { type EmailHeader, isSendableHeader } from './header.ts';

/** The function that returns the link with which the user of a request unsubscribes without a login, or undefined if there is none (R85). */
export type CreateUnsubscribeUrl = (request: SendRequest) => string | undefined;

/** The parts of an email in which the link may be. */
interface Content {
  readonly html?: string;
  readonly text?: string;
}

/** A content with its link, and the headers that offer the same link to mail programs (RFC 8058). */
type LinkedContent = Content & { readonly headers: readonly EmailHeader[] };

/**
 * Writes the link to unsubscribe into a content. Every message that is not transactional has the headers, if there is a link (R85). A
 * message whose content asks for a link that there is not is refused: its readers would follow one that leads nowhere.
 */
export function addUnsubscribeUrl(
  content: Content,
  request: SendRequest,
  createUrl: CreateUnsubscribeUrl | undefined,
): LinkedContent | { readonly refused: 'no-unsubscribe-link' | 'bad-unsubscribe-link' } {
  const hasPlaceholder = [content.html, content.text].some((text) => text && hasUnsubscribePlaceholder(text));
  if (request.isTransactional && !hasPlaceholder) return { ...content, headers: [] };
  const url = createUrl?.(request);
  if (url === undefined) return hasPlaceholder ? { refused: 'no-unsubscribe-link' } : { ...content, headers: [] };
  const headers = createUnsubscribeHeaders(url);
  if (!isLink(url) || !headers.every(isSendableHeader)) return { refused: 'bad-unsubscribe-link' };
  return { ...replacePlaceholder(content, url), headers: request.isTransactional ? [] : headers };
}

function createUnsubscribeHeaders(url: string): readonly EmailHeader[] {
  return [
    { name: 'List-Unsubscribe', value: `<${url}>` },
    { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
  ];
}

/** Returns whether a text is a URL of the web without blanks and brackets, so that it ends in a header where it should. */
function isLink(url: string): boolean {
  return /^https?:\/\/[^\s<>",]+$/.test(url) && URL.canParse(url);
}

function replacePlaceholder({ html, text }: Content, url: string): Content {
  const replace = (part: string, written: string) => replaceUnsubscribePlaceholder(part, { written, url });
  return {
    ...(html === undefined ? {} : { html: replace(html, escapeAttribute(url)) }),
    ...(text === undefined ? {} : { text: replace(text, url) }),
  };
}

const HTML_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', "'": '&#39;' };

/** Escapes the characters that a link may have, and that an attribute of HTML may not. */
function escapeAttribute(url: string): string {
  return url.replaceAll(/[&']/g, (character) => HTML_ENTITIES[character] ?? character);
}
