import type { Context, Hono } from 'hono';
import { writeInstant } from '../core/contracts/instant.ts';
import { type UserDecision, userDecisions } from '../engine/decisions-of.ts';
import { offsetCursor, pageFrom, readCursor, writeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { readUserId } from './user-id.ts';

const PAGE = 100;

/** What was decided about users, and why (R70). Ids that a path does not carry unchanged, such as `..`, are asked for in the query. */
export function userRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/decisions', (context) => decisions(context, context.req.query('userId'), deps));
  app.get('/users/:id/decisions', (context) => decisions(context, context.req.param('id'), deps));
}

async function decisions(context: Context, asked: string | undefined, { services }: ApiDeps): Promise<Response> {
  const user = readUserId(context, asked);
  if ('refused' in user) return user.refused;
  const { userId } = user;
  const campaignId = context.req.query('campaignId');
  const list = { name: 'decisions', of: [userId, campaignId], place: offsetCursor };
  const reading = readCursor(context, list);
  if ('refused' in reading) return reading.refused;
  const { items, next } = pageFrom(await userDecisions(userId, campaignId, services), reading.place, PAGE);
  return context.json({ decisions: items.map(viewOf), ...writeCursor(list, next) });
}

function viewOf({ at, campaignId, decision, reason, eventId, dueAt, triggeredAt, ...rest }: UserDecision) {
  return {
    at: writeInstant(at),
    campaignId,
    decision,
    reason,
    eventId,
    dueAt: dueAt === undefined ? undefined : writeInstant(dueAt),
    enrollmentId: rest.enrollmentId,
    triggeredAt: writeInstant(triggeredAt),
    version: rest.version,
    exception: rest.exception,
    detail: rest.detail,
  };
}
