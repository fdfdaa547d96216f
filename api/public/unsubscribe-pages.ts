import { hash } from 'node:crypto';
import type { ContactChannel } from '../../core/contracts/consent.ts';

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;color:#1b1b1b;background:#fff}button{font:inherit;padding:.6rem 1.2rem;border:0;border-radius:.4rem;background:#1b4dd8;color:#fff;cursor:pointer}';

/** The policy of these pages: their own style, their own form, and nothing else. They have no scripts. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', STYLE, 'base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`;

/** The name of the messages of a channel, for people. */
const MESSAGES: Readonly<Record<ContactChannel, string>> = {
  email: 'emails',
  sms: 'text messages',
  push: 'notifications',
};

// The pages contain nothing of a token, a campaign or a user, so that there is nothing to escape.

/** Returns the page that asks whether the user wants no more messages of a channel. Its button posts to the address of the page. */
export function createQuestionPage(channel: ContactChannel): string {
  const form =
    '<form method="post"><input type="hidden" name="List-Unsubscribe" value="Page"><button type="submit">Unsubscribe</button></form>';
  return createPage('Unsubscribe', `<p>Do you want to receive no more ${MESSAGES[channel]} from us?</p>${form}`);
}

/** Returns the page that confirms that a user is unsubscribed from a channel. */
export function createDonePage(channel: ContactChannel): string {
  return createPage('You are unsubscribed', `<p>We will send you no more ${MESSAGES[channel]}.</p>`);
}

/** Returns the page of a link that is not valid. */
export function createUnknownLinkPage(): string {
  const text = 'The address is not complete, or no longer valid. Please follow the link in the message again.';
  return createPage('This link does not work', `<p>${text}</p>`);
}

function createPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${body}</main></body></html>
`;
}
