import { escapeHtml } from '../../core/html/escape-html.ts';

/** The style that hides a text in mail programs, those of Outlook included. */
const HIDDEN =
  'display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden;mso-hide:all';
/** Blanks after the preheader, so that an inbox does not show the beginning of the email after it. */
const PADDING = '&#847;&zwnj;&nbsp;'.repeat(60);

/** Adds a text to the beginning of the body of an email: inboxes show it after the subject, the email itself does not show it. */
export function addPreheader(html: string, preheader: string): string {
  if (preheader.trim() === '') return html;
  const hidden = `<div style="${HIDDEN}">${escapeHtml(preheader)}${PADDING}</div>`;
  const at = findBodyStart(html);
  return html.slice(0, at) + hidden + html.slice(at);
}

/** Returns the place after the opening tag of the body; the beginning if there is none. Each character is read once. */
function findBodyStart(html: string): number {
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      const end = html.indexOf('-->', at + 2);
      if (end === -1) return 0;
      at = end + 3;
    } else if (/^<body[\s/>]/i.test(html.slice(at, at + 6))) {
      const tag = /(?:"[^"]*"|'[^']*'|[^"'>])*>/y;
      tag.lastIndex = at;
      return tag.test(html) ? tag.lastIndex : 0;
    } else at += 1;
  }
  return 0;
}
