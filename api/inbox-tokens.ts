import type { Hono } from 'hono';
import { formatInstant } from '../core/contracts/instant.ts';
import { parseTimeSpan } from '../core/contracts/time-span.ts';
import type { ApiDeps } from './deps.ts';
import { respondWithProblem } from './problems.ts';
import { readCheckedBody } from './read-checked-body.ts';
import { respond } from './respond.ts';
import { inboxTokenRequestSchema } from './schemas/inbox.ts';

/** Registers the route by which the server of an app gets a token for the inbox of one of its users (R89). */
export function registerInboxTokenRoute(app: Hono, { tokens, services: { clock } }: ApiDeps): void {
  app.post('/inbox-tokens', async (context) => {
    const body = await readCheckedBody(context, inboxTokenRequestSchema, 'invalid-token-request');
    if ('refused' in body) return body.refused;
    if (tokens === undefined) {
      const message = 'this installation has no keys for tokens';
      return respondWithProblem(context, 503, { code: 'no-token-keys', message });
    }
    const { userId, ttl } = body.output;
    const expiresAt = clock.now() + (parseTimeSpan(ttl) ?? 0);
    const token = tokens.create('inbox', { userId, expiresAt });
    return respond(context, 'POST /inbox-tokens', { token, expiresAt: formatInstant(expiresAt) });
  });
}
