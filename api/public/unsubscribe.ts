import type { Context, Hono } from 'hono';
import { isTestDispatch } from '../../core/test-dispatch.ts';
import type { TokenClaims } from '../../tokens/claims.ts';
import { respondWithProblem } from '../problems.ts';
import type { PublicDeps } from './deps.ts';
import { respondUnknownLink } from './respond-unknown-link.ts';
import { createDonePage, createQuestionPage, createUnknownLinkPage, PAGE_POLICY } from './unsubscribe-pages.ts';

/** The field of the form, and how it is used: by the mailbox provider in one click (RFC 8058), or by the button of the page. */
const FIELD = 'List-Unsubscribe';
const USES: ReadonlyMap<unknown, string> = new Map([
  ['One-Click', 'one click (RFC 8058)'],
  ['Page', 'the button of the page'],
]);

/**
 * Registers the routes by which a user unsubscribes from a channel, without login (R85). Only POST unsubscribes: scanners of links follow
 * each of them by GET and HEAD.
 */
export function registerUnsubscribeRoutes(app: Hono, deps: PublicDeps): void {
  app.get('/unsubscribe/:token', (context) => {
    const claims = deps.tokens.read('unsubscribe', context.req.param('token'));
    if (claims === undefined) return respondInvalidLink(context);
    return respondPage(context, 200, createQuestionPage(claims.channel));
  });
  app.post('/unsubscribe/:token', async (context) => {
    const claims = deps.tokens.read('unsubscribe', context.req.param('token'));
    if (claims === undefined) return respondInvalidLink(context);
    const use = USES.get(await readField(context));
    if (use === undefined) {
      const message = `body: expected the form ${FIELD}=One-Click`;
      return respondWithProblem(context, 400, { code: 'invalid-form', message });
    }
    const { userId, channel, dispatchId } = claims;
    // The link of a test message shows what it would do.
    if (isTestDispatch(dispatchId)) return respondPage(context, 200, createDonePage(channel));
    await deps.optOut({ userId, channel, at: deps.clock.now(), evidence: describeEvidence(claims, use) });
    return respondPage(context, 200, createDonePage(channel));
  });
}

/** Reads the field of the form; undefined if the body is no form. */
async function readField(context: Context): Promise<unknown> {
  try {
    return (await context.req.formData()).get(FIELD);
  } catch {
    return undefined;
  }
}

function describeEvidence({ campaignId, dispatchId }: TokenClaims<'unsubscribe'>, use: string): string {
  const dispatch = dispatchId === undefined ? '' : `, dispatch ${dispatchId}`;
  return `unsubscribe link of campaign ${campaignId}${dispatch}, by ${use}`;
}

/** Answers a token that is none: with a page to a browser, with a problem to a program. */
function respondInvalidLink(context: Context): Response {
  const isBrowser = context.req.header('accept')?.includes('text/html') ?? false;
  return isBrowser ? respondPage(context, 404, createUnknownLinkPage()) : respondUnknownLink(context);
}

function respondPage(context: Context, status: 200 | 404, page: string): Response {
  context.header('Content-Security-Policy', PAGE_POLICY);
  return context.html(page, status);
}
