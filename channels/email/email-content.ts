import type { RenderedMessage } from '../../core/contracts/dispatch.ts';
import { addPreheader } from './add-preheader.ts';
import { deriveText } from './derive-text.ts';
import { readText } from './read-text.ts';

/** The content of an email: its plain text, and its HTML if it has any. */
export interface EmailContent {
  readonly html?: string;
  readonly text: string;
}

/**
 * Returns the content of a rendered email. Its body is HTML only if the dispatch marked it so: a user may have put a tag into a plain
 * text. Without a text, the text is made from the HTML.
 */
export function createEmailContent(message: RenderedMessage): EmailContent {
  const [html, text, body, preheader] = ['html', 'text', 'body', 'preheader'].map((field) => readText(message[field]));
  const isHtmlBody = message['bodyFormat'] === 'html';
  const shown = html ?? (isHtmlBody ? body : undefined);
  const plain = text ?? (isHtmlBody ? undefined : body);
  if (shown === undefined) return { text: plain ?? '' };
  return { html: addPreheader(shown, preheader ?? ''), text: plain ?? deriveText(shown) };
}
