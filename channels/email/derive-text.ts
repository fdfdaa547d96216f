import { convert } from 'html-to-text';

/** The maximum length of the HTML that a text is made from. A rendered field is at most this long. */
const MAX_HTML_LENGTH = 200_000;

const ONE_BREAK = { leadingLineBreaks: 1, trailingLineBreaks: 1 };

/** Returns the plain text of an email from its HTML: links with their addresses, images by their alternative texts, each cell of a table on a line of its own. */
export function deriveText(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: MAX_HTML_LENGTH, maxDepth: 200 },
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
      { selector: 'title', format: 'skip' },
      { selector: 'img', format: 'skip' },
      { selector: 'img[alt]', format: 'alternativeText' },
      // Emails are laid out by tables: each cell is a line of its own.
      ...['table', 'tr', 'td', 'th'].map((selector) => ({ selector, format: 'block', options: ONE_BREAK })),
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
    formatters: {
      alternativeText: (element, _walk, builder) => builder.addInline(String(element.attribs['alt'] ?? '')),
    },
  }).trim();
}
