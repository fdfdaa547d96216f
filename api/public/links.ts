import type { Context, Hono } from 'hono';
import { CONNECTOR_SOURCE } from '../../core/contracts/dispatch.ts';
import type { Detail } from '../../core/contracts/event.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import type { Tracking } from '../../core/contracts/settings.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import type { DeliveryFeedback } from '../../core/feedback.ts';
import { digest } from '../../core/identity.ts';
import type { TokenClaims } from '../../tokens/claims.ts';
import type { PublicDeps } from './deps.ts';
import { respondUnknownLink } from './respond-unknown-link.ts';

/** A transparent image of one pixel. */
const PIXEL = new Uint8Array(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));

/**
 * Registers the routes of the links and of the pixel of emails, where opens and clicks are tracked (R94). The user gets the page or the
 * image also if the interaction cannot be reported. HEAD reports nothing: only programs send it.
 */
export function registerLinkRoutes(app: Hono, deps: PublicDeps): void {
  app.get('/l/:token', async (context) => {
    const token = context.req.param('token');
    const claims = deps.tokens.read('link', token);
    if (claims === undefined) return respondUnknownLink(context);
    const { url, alias, userId, dispatchId, part } = claims;
    const detail = { ...selectFields(claims), linkUrl: url };
    await report(context, deps, {
      token,
      userId,
      interaction: 'clicks',
      delivery: { dispatchId, channel: 'email', part, report: 'clicked' },
      details: [
        { ...detail, interaction: 'email.clicked' },
        ...(alias === undefined ? [] : [{ ...detail, interaction: 'email.alias_clicked', linkAlias: alias }]),
      ],
    });
    return context.redirect(new URL(url).href, 302);
  });
  app.get('/o/:token', async (context) => {
    const token = context.req.param('token');
    const claims = deps.tokens.read('open', token);
    if (claims === undefined) return respondUnknownLink(context);
    const { userId, dispatchId, part } = claims;
    const openKind = deps.guessOpenKind?.(context.req.header('user-agent'));
    const detail = { ...selectFields(claims), interaction: 'email.opened' };
    await report(context, deps, {
      token,
      userId,
      interaction: 'opens',
      delivery: { dispatchId, channel: 'email', part, report: 'opened' },
      details: [{ ...detail, ...(openKind === undefined ? {} : { openKind }) }],
    });
    return context.body(PIXEL, 200, { 'Content-Type': 'image/gif' });
  });
}

/** Returns the fields of an interaction that tell whose it is, and with which message. */
function selectFields({ userId, campaignId, variant, dispatchId }: TokenClaims<'open'>) {
  return { userId, campaignId, dispatchId, ...(variant !== undefined && { messageVariationId: variant }) };
}

/** The interactions by one link of a user. */
interface LinkUse {
  readonly token: string;
  readonly userId: string;
  readonly interaction: keyof Tracking;
  readonly delivery: Omit<DeliveryFeedback, 'at'>;
  readonly details: readonly Detail[];
}

/** Reports interactions by one link. Those by the same link within a minute are one, so that a link that is called again and again begins no waits. */
async function report(
  context: Context,
  { clock, log, report, reportDelivery, isTracked }: PublicDeps,
  { token, userId, interaction, delivery, details }: LinkUse,
): Promise<void> {
  if (context.req.method === 'HEAD') return;
  const now = clock.now();
  const ids = { id: digest(token, String(Math.floor(now / MINUTE))), occurredAt: formatInstant(now) };
  const toEntry = (detail: Detail) => ({
    Source: CONNECTOR_SOURCE,
    DetailType: 'Campaign Interaction' as const,
    Detail: { ...ids, ...detail },
  });
  try {
    if (!(await isTracked(userId, interaction))) return;
    await report(details.map(toEntry));
    await reportDelivery({ ...delivery, at: now });
  } catch (error) {
    log.warn('INTERACTION_NOT_REPORTED', { interaction: details[0]?.['interaction'], error: String(error) });
  }
}
