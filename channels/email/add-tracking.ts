import type { SendRequest } from '../../core/contracts/sender.ts';
import { escapeHtml } from '../../core/html/escape-html.ts';
import { listWrittenTags } from '../../core/html/list-written-tags.ts';
import { editHtml, type HtmlEdit } from './edit-html.ts';
import { readLink } from './list-links.ts';

/** The links by which this installation tracks an email. */
export interface TrackingLinks {
  /** Returns the link that reports a click and leads to an address; undefined if the address cannot be tracked. */
  readonly createClickUrl: (
    request: SendRequest,
    link: { readonly url: string; readonly alias?: string | undefined },
  ) => string | undefined;
  /** Returns the address of the image that reports an open. */
  readonly createOpenUrl: (request: SendRequest) => string;
}

/**
 * Writes into an email what its request tracks (R94): links lead over this installation, and an image is at the end of its body. A link
 * stays as it is if its author excludes it, if it unsubscribes the user, or if it does not lead to the web. Everything else stays,
 * character for character.
 */
export function addTracking(html: string, request: SendRequest, links: TrackingLinks): string {
  const { opens, clicks } = request.tracking;
  const edits: HtmlEdit[] = [];
  const ends = new Map<string, number>();
  for (const tag of listWrittenTags(html)) {
    if (BODY_ENDS.includes(tag.name)) ends.set(tag.name, tag.start);
    const link = clicks ? readLink(html, tag) : undefined;
    const url = link === undefined || link.isExcluded ? undefined : links.createClickUrl(request, link);
    if (link === undefined || url === undefined) continue;
    const { from, to, isQuoted } = link.value;
    edits.push({ from, to, text: isQuoted ? escapeHtml(url) : `"${escapeHtml(url)}"` });
  }
  if (!opens) return editHtml(html, edits);
  const end = BODY_ENDS.map((name) => ends.get(name)).find((place) => place !== undefined) ?? html.length;
  const pixel = { from: end, to: end, text: createPixel(links.createOpenUrl(request)) };
  return editHtml(
    html,
    [...edits, pixel].toSorted((one, other) => one.from - other.from),
  );
}

/** The tags before which the image stands: the first of them that the email has, where it has it last. */
const BODY_ENDS = ['/body', '/html'];

/** Returns an image that takes no place. Some mail programs do not load one that is hidden. */
function createPixel(url: string): string {
  return `<img src="${escapeHtml(url)}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">`;
}
