import { html, raw } from 'hono/html';
import type { CaughtEmail } from './caught-emails.ts';

type Html = ReturnType<typeof html>;

/** Formats the page that lists the caught emails. It loads itself again every few seconds. */
export function formatList(emails: readonly CaughtEmail[]): Html {
  return formatPage({
    title: `Mail catcher (${emails.length})`,
    reload: true,
    body:
      emails.length === 0
        ? html`<p>No email yet. What is sent to this catcher appears here.</p>`
        : html`<table>
            <tr><th>Caught</th><th>From</th><th>To</th><th>Subject</th></tr>
            ${emails.map(
              ({ id, caughtAt, from, to, subject }) =>
                html`<tr><td>${caughtAt}</td><td>${from}</td><td>${to.join(', ')}</td>
                  <td><a href="/emails/${id}">${subject || '(no subject)'}</a></td></tr>`,
            )}
          </table>`,
  });
}

/** Formats the page of one email: its HTML in a frame that runs no script, its text, and its headers. */
export function formatEmail({ id, caughtAt, from, to, subject, headers, html: document, text }: CaughtEmail): Html {
  return formatPage({
    title: subject || '(no subject)',
    body: html`<p><a href="/">All emails</a></p>
      <p>From ${from} to ${to.join(', ')}, ${caughtAt}</p>
      ${document === undefined ? '' : html`<iframe sandbox="${SANDBOX}" src="/emails/${id}/html" title="HTML"></iframe>`}
      ${text === undefined ? '' : html`<h2>Text</h2><pre>${text}</pre>`}
      <h2>Headers</h2>
      <table>${headers.map(({ name, value }) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}</table>`,
  });
}

/** The rights of the document of an email: images, styles and links, which open in a new tab. It runs no script and posts no form. */
export const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

/** Returns the document of an email whose links open in a new tab: few pages may be shown in a frame. */
export function openLinksInTabs(document: string): string {
  const base = '<base target="_blank">';
  const head = /<head\b[^>]*>/i.exec(document);
  const place = head === null ? 0 : head.index + head[0].length;
  return `${document.slice(0, place)}${base}${document.slice(place)}`;
}

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 60rem; padding: 0 1rem }
  table { border-collapse: collapse } th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top; overflow-wrap: anywhere }
  iframe { width: 100%; height: 24rem; border: 1px solid #999 } pre { white-space: pre-wrap }`;

function formatPage({
  title,
  body,
  reload = false,
}: {
  readonly title: string;
  readonly body: Html;
  readonly reload?: boolean;
}): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <title>${title}</title>
        ${reload ? html`<meta http-equiv="refresh" content="3">` : ''}
        <style>${raw(STYLE)}</style>
      </head>
      <body><h1>${title}</h1>${body}</body>
    </html>`;
}
