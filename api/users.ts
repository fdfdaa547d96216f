import type { Hono } from 'hono';
import type { Decision } from '../core/contracts/decision.ts';
import { writeInstant } from '../core/contracts/instant.ts';
import type { Services } from '../core/ports.ts';
import { offsetCursor, pageFrom, readCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';

const PAGE = 100;

/** What was decided about users, and why (R70). */
export function userRoutes(app: Hono, { services }: ApiDeps): void {
  app.get('/users/:id/decisions', async (context) => {
    const reading = readCursor(context, offsetCursor);
    if ('refused' in reading) return reading.refused;
    const decided = await decisionsOf(context.req.param('id'), context.req.query('campaignId'), services);
    const { items, ...rest } = pageFrom(decided, reading.place, PAGE);
    return context.json({ decisions: items.map(viewOf), ...rest });
  });
}

type Decided = Decision & { readonly campaignId: string };

/** Oldest first; equal instants stay in the order in which a row holds them. */
async function decisionsOf(userId: string, campaignId: string | undefined, { rows }: Services): Promise<Decided[]> {
  const found =
    campaignId === undefined
      ? await rows.ofUser(userId)
      : [{ campaignId, row: await rows.read({ userId, campaignId }) }];
  return found
    .flatMap(({ campaignId, row }) => row.decisions.map((decision) => ({ ...decision, campaignId })))
    .sort((one, other) => one.at - other.at);
}

function viewOf({ at, campaignId, decision, reason, eventId, dueAt, triggeredAt, ...rest }: Decided) {
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
  };
}
