import type { Context, Hono } from 'hono';
import type * as v from 'valibot';
import { formatInstant } from '../core/contracts/instant.ts';
import { readFamily, readUserDecisions, type UserDecision } from '../engine/read-decisions.ts';
import { decodeCursor, encodeCursor, offsetSchema, paginateByOffset, paginateFromEnd } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { respondUnknownValue } from './problems.ts';
import { respond } from './respond.ts';
import type { DecisionAnswer, decisionListSchema } from './schemas/decision.ts';
import { parseUserId } from './user-id.ts';

const PAGE_SIZE = 100;
/** The orders of decisions: which of them come first. */
const ORDERS = ['oldest', 'newest'] as const;

/**
 * Registers the routes that list what was decided about a user, and why (R70), and say how the log names the user. The query takes
 * the ids that a path does not carry unchanged, such as `..`.
 */
export function registerUserRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/decisions', async (context) => {
    const result = await listDecisions(context, context.req.query('userId'), deps);
    return 'refused' in result ? result.refused : respond(context, 'GET /decisions', result);
  });
  app.get('/users/:id/decisions', async (context) => {
    const result = await listDecisions(context, context.req.param('id'), deps);
    return 'refused' in result ? result.refused : respond(context, 'GET /users/{id}/decisions', result);
  });
  app.get('/log-id', (context) => {
    const user = parseUserId(context, context.req.query('userId'));
    if ('refused' in user) return user.refused;
    const { userId } = user;
    return respond(context, 'GET /log-id', { userId, logId: deps.getLogId(userId) });
  });
}

async function listDecisions(
  context: Context,
  requestedUserId: string | undefined,
  { services }: ApiDeps,
): Promise<v.InferOutput<typeof decisionListSchema> | { readonly refused: Response }> {
  const user = parseUserId(context, requestedUserId);
  if ('refused' in user) return user;
  const { userId } = user;
  const campaignId = context.req.query('campaignId');
  const orderText = context.req.query('order') ?? '';
  const order = orderText === '' ? 'oldest' : ORDERS.find((known) => known === orderText);
  if (order === undefined)
    return { refused: respondUnknownValue(context, { code: 'unknown-order', path: 'order', known: ORDERS }) };
  const name = order === 'oldest' ? 'decisions' : 'decisions from the newest';
  const list = { name, of: [userId, campaignId], positionSchema: offsetSchema };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result;
  const decisions = await readUserDecisions(userId, campaignId, services);
  const paginate = order === 'oldest' ? paginateByOffset : paginateFromEnd;
  const { items, next } = paginate(decisions, result.place, PAGE_SIZE);
  const { mergedInto } = await readFamily(userId, services);
  const merged = mergedInto === undefined ? {} : { mergedInto };
  return { ...merged, decisions: items.map(toDecisionView), ...encodeCursor(list, next) };
}

function toDecisionView(each: UserDecision): DecisionAnswer {
  const { at, campaignId, decision, reason, eventId, dueAt, heldUntil, triggeredAt, ...rest } = each;
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
    variant: rest.variant,
    conversionEvent: rest.conversionEvent,
    exception: rest.exception,
    detail: rest.detail,
    ...(heldUntil === undefined ? {} : { heldUntil: formatInstant(heldUntil) }),
    ...(rest.leftOut === undefined ? {} : { leftOut: [...rest.leftOut] }),
  };
}
