import type { Context, Hono } from 'hono';
import { formatInstant } from '../core/contracts/instant.ts';
import { readUserDecisions, type UserDecision } from '../engine/read-decisions.ts';
import { decodeCursor, encodeCursor, offsetSchema, paginateByOffset } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { parseUserId } from './user-id.ts';

const PAGE_SIZE = 100;

/** What was decided about users, and why (R70). Ids that a path does not carry unchanged, such as `..`, are asked for in the query. */
export function registerUserRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/decisions', (context) => respondDecisions(context, context.req.query('userId'), deps));
  app.get('/users/:id/decisions', (context) => respondDecisions(context, context.req.param('id'), deps));
}

async function respondDecisions(
  context: Context,
  requestedUserId: string | undefined,
  { services }: ApiDeps,
): Promise<Response> {
  const user = parseUserId(context, requestedUserId);
  if ('refused' in user) return user.refused;
  const { userId } = user;
  const campaignId = context.req.query('campaignId');
  const list = { name: 'decisions', of: [userId, campaignId], positionSchema: offsetSchema };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result.refused;
  const { items, next } = paginateByOffset(
    await readUserDecisions(userId, campaignId, services),
    result.place,
    PAGE_SIZE,
  );
  return context.json({ decisions: items.map(toDecisionView), ...encodeCursor(list, next) });
}

function toDecisionView({ at, campaignId, decision, reason, eventId, dueAt, triggeredAt, ...rest }: UserDecision) {
  return {
    at: formatInstant(at),
    campaignId,
    decision,
    reason,
    eventId,
    dueAt: dueAt === undefined ? undefined : formatInstant(dueAt),
    enrollmentId: rest.enrollmentId,
    triggeredAt: formatInstant(triggeredAt),
    version: rest.version,
    exception: rest.exception,
    detail: rest.detail,
  };
}
