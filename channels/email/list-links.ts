import { decodeHTMLAttribute } from 'entities';
import { hasUnsubscribePlaceholder } from '../../core/contracts/unsubscribe.ts';
import { listWrittenTags, type WrittenTag, type WrittenValue } from '../../core/html/list-written-tags.ts';

/** A link of an email to the web. */
export interface EmailLink {
  readonly tag: WrittenTag;
  /** The place of its address. */
  readonly value: WrittenValue;
  readonly url: string;
  /** The name of the link in its clicks: `data-alias`, or `alias` in `ses:tags`. */
  readonly alias?: string;
  /** True if its clicks are never tracked: its author excludes it, or it unsubscribes the user. */
  readonly isExcluded: boolean;
}

/** The characters that SES allows in the value of a tag. An alias with others is none. */
const ALIAS = /^[\w-]{1,256}$/;

/** Returns the link of a tag of an email; undefined if it has none, or one that does not lead to the web. */
export function readLink(html: string, tag: WrittenTag): EmailLink | undefined {
  const value = tag.name === 'a' ? tag.values.get('href') : undefined;
  if (value === undefined) return undefined;
  const written = html.slice(value.from, value.to);
  // No address has brackets. With them, a mail program may see another end of the value, and a text after it.
  if (/[<>]/.test(written)) return undefined;
  const url = decodeHTMLAttribute(written).trim();
  if (!/^https?:/i.test(url)) return undefined;
  const alias = readAlias(html, tag);
  const isExcluded = NO_TRACK.some((name) => tag.values.has(name)) || hasUnsubscribePlaceholder(url);
  return { tag, value, url, ...(alias === undefined ? {} : { alias }), isExcluded };
}

/** Lists the links of an email to the web. */
export function listLinks(html: string): EmailLink[] {
  return [...listWrittenTags(html)].flatMap((tag) => readLink(html, tag) ?? []);
}

/** The attributes that exclude a link: ours, and that of SES. */
const NO_TRACK = ['data-no-track', 'ses:no-track'];

function readAlias(html: string, { values }: WrittenTag): string | undefined {
  const read = (name: string) => {
    const value = values.get(name);
    return value === undefined ? undefined : decodeHTMLAttribute(html.slice(value.from, value.to)).trim();
  };
  const alias = read('data-alias') ?? /(?:^|;)\s*alias:([^;]*)/.exec(read('ses:tags') ?? '')?.[1];
  return alias !== undefined && ALIAS.test(alias) ? alias : undefined;
}
