import type { Hono } from 'hono';
import { writeInstant } from '../core/contracts/instant.ts';
import { type UserDecision, userDecisions } from '../flow/decisions-of.ts';
import { offsetCursor, pageFrom, readCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';

const PAGE = 100;

/** What was decided about users, and why (R70). */
export function userRoutes(app: Hono, { services }: ApiDeps): void {
  app.get('/users/:id/decisions', async (context) => {
    const reading = readCursor(context, offsetCursor);
    if ('refused' in reading) return reading.refused;
    const decided = await userDecisions(context.req.param('id'), context.req.query('campaignId'), services);
    const { items, ...rest } = pageFrom(decided, reading.place, PAGE);
    return context.json({ decisions: items.map(viewOf), ...rest });
  });
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
