/** A piece of HTML that is replaced by another; empty, the other is inserted. */
export interface HtmlEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Replaces pieces of HTML that do not overlap, in their order. Everything else stays, character for character. */
export function editHtml(html: string, edits: readonly HtmlEdit[]): string {
  let [edited, at] = ['', 0];
  for (const { from, to, text } of edits) {
    edited += html.slice(at, from) + text;
    at = to;
  }
  return edited + html.slice(at);
}
