import type { EmailRefusal } from '../../core/contracts/delivery-reason.ts';
import type { Mailbox } from '../../core/contracts/mailbox.ts';
import type { SendRequest } from '../../core/contracts/sender.ts';
import { toOneLine } from '../../core/to-one-line.ts';
import { parseAddress } from './address.ts';
import { createEmailContent, type EmailContent } from './email-content.ts';
import type { EmailHeader } from './header.ts';
import { parseAsciiMailbox } from './mailbox.ts';
import { readText } from './read-text.ts';
import { addUnsubscribeUrl, type CreateUnsubscribeUrl } from './unsubscribe.ts';

/** An email, ready for a provider: checked addresses, at least one of html and text, and headers in ASCII. */
export interface ComposedEmail {
  readonly from: Mailbox;
  readonly to: string;
  readonly replyTo?: Mailbox;
  readonly subject: string;
  readonly html?: string;
  readonly text?: string;
  readonly headers: readonly EmailHeader[];
}

/** The parts of an installation that emails are composed with. */
export interface ComposeOptions {
  /** The sender of messages that name none: `shop@example.com` or `Shop <shop@example.com>`. */
  readonly defaultFrom: string;
  readonly createUnsubscribeUrl?: CreateUnsubscribeUrl;
  /** Writes into an HTML document what its request tracks (R94). */
  readonly addTracking?: (html: string, request: SendRequest) => string;
}

/** Returns the email of a request, or the reason why it cannot be sent. */
export function composeEmail(
  request: SendRequest,
  options: ComposeOptions,
): ComposedEmail | { readonly refused: EmailRefusal } {
  const field = (name: string) => readText(request.message[name]);
  const to = parseAddress(request.target);
  if (to === undefined) return { refused: 'not-an-address' };
  const from = parseAsciiMailbox(field('from') ?? options.defaultFrom);
  if (from === undefined) return { refused: 'bad-from' };
  const replyToText = field('replyTo');
  const replyTo = replyToText === undefined ? undefined : parseAsciiMailbox(replyToText);
  if (replyToText !== undefined && replyTo === undefined) return { refused: 'bad-reply-to' };
  const written = createEmailContent(request.message);
  if (written.html === undefined && written.text === '') return { refused: 'no-body' };
  const content = addUnsubscribeUrl(trackContent(written, request, options), request, options.createUnsubscribeUrl);
  if ('refused' in content) return content;
  const subject = toOneLine(field('subject') ?? '');
  return { from, to, ...(replyTo === undefined ? {} : { replyTo }), subject, ...content };
}

/** Returns a content whose html is tracked as its request demands. Its text is not: nothing hides a long link there. */
function trackContent(content: EmailContent, request: SendRequest, { addTracking }: ComposeOptions): EmailContent {
  const { opens, clicks } = request.tracking;
  if (content.html === undefined || addTracking === undefined || (!opens && !clicks)) return content;
  return { ...content, html: addTracking(content.html, request) };
}
