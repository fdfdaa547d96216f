import type { Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Services } from '../core/ports.ts';
import { mapConcurrently } from '../engine/map-concurrently.ts';
import { readUserDecisions, type UserDecision } from '../engine/read-decisions.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { toDeliveryView } from './delivery-view.ts';
import type { ApiDeps } from './deps.ts';
import { enrollmentPositionSchema, listCampaignEnrollments } from './list-enrollments.ts';
import { respondUnknownCampaign, respondWithProblem } from './problems.ts';
import { respond } from './respond.ts';
import type { DeliveryView } from './schemas/delivery.ts';
import { parseUserId } from './user-id.ts';

const CALL = 'GET /deliveries';
/** The maximum number of dispatches of which a call lists the deliveries: each is a read. */
const MAX_DISPATCHES = 50;
const MAX_CONCURRENCY = 10;

/** Registers the route that lists the deliveries of a user, of a campaign or of one dispatch (R80). */
export function registerDeliveryRoutes(app: Hono, { services }: ApiDeps): void {
  app.get('/deliveries', async (context) => {
    const { userId, campaignId, dispatchId = '' } = context.req.query();
    if (dispatchId !== '') {
      const isAlone = userId === undefined && campaignId === undefined;
      return isAlone
        ? respondForDispatch(context, dispatchId, services)
        : respondMalformed(context, 'dispatchId and others');
    }
    if (userId !== undefined) {
      const user = parseUserId(context, userId);
      return 'refused' in user ? user.refused : respondForUser(context, { ...user, campaignId }, services);
    }
    if (campaignId === undefined) return respondMalformed(context, 'none of them');
    if ((await services.campaigns.get(campaignId)) === undefined) return respondUnknownCampaign(context, campaignId);
    return respondForCampaign(context, campaignId, services);
  });
}

interface UserQuery {
  readonly userId: string;
  readonly campaignId: string | undefined;
}

/** The schema of a position in the list of a user: the last dispatch of the page before. Later ones come before it, and move nothing. */
const dispatchPositionSchema = v.object({ at: v.pipe(v.number(), v.safeInteger()), dispatchId: v.string() });
type DispatchPosition = v.InferOutput<typeof dispatchPositionSchema>;

/** Lists the deliveries of a user, those of the newest dispatch first. */
async function respondForUser(context: Context, { userId, campaignId }: UserQuery, services: Services) {
  const list = { name: 'deliveries of a user', of: [userId, campaignId], positionSchema: dispatchPositionSchema };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result.refused;
  const dispatches = (await readUserDecisions(userId, campaignId, services)).filter(isDispatch).map(toPosition);
  const { place } = result;
  const rest = dispatches.sort(compareNewestFirst).filter((each) => !place || compareNewestFirst(place, each) < 0);
  const page = rest.slice(0, MAX_DISPATCHES);
  const deliveries = await listDeliveries(
    page.map(({ dispatchId }) => dispatchId),
    services,
  );
  const next = rest.length > page.length ? page.at(-1) : undefined;
  return respond(context, CALL, { deliveries, ...encodeCursor(list, next) });
}

function isDispatch({ decision }: UserDecision): boolean {
  return decision === 'dispatched';
}

function toPosition({ at, enrollmentId }: UserDecision): DispatchPosition {
  return { at, dispatchId: enrollmentId };
}

function compareNewestFirst(one: DispatchPosition, other: DispatchPosition): number {
  return other.at - one.at || (one.dispatchId < other.dispatchId ? -1 : Number(one.dispatchId > other.dispatchId));
}

/** Lists the deliveries of the messages that left in the waves of a campaign, in the order of its enrollments. */
async function respondForCampaign(context: Context, campaignId: string, services: Services) {
  const list = { name: 'deliveries', of: [campaignId], positionSchema: enrollmentPositionSchema };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result.refused;
  const limits = { limit: MAX_DISPATCHES, minRead: MAX_DISPATCHES };
  const { enrollments, next } = await listCampaignEnrollments(
    { campaignId, isSelected: ({ state }) => state === 'dispatched', ...limits, from: result.place },
    services,
  );
  const deliveries = await listDeliveries(
    enrollments.map(({ enrollmentId }) => enrollmentId),
    services,
  );
  return respond(context, CALL, { deliveries, ...encodeCursor(list, next) });
}

async function listDeliveries(dispatchIds: readonly string[], { deliveries }: Services): Promise<DeliveryView[]> {
  const found = await mapConcurrently(dispatchIds, MAX_CONCURRENCY, (id) => deliveries.listByDispatch(id));
  return found.flat().map(toDeliveryView);
}

/** Lists the deliveries of a dispatch: one of each message of each channel that has a sender. There is no page after it. */
async function respondForDispatch(context: Context, dispatchId: string, { deliveries }: Services) {
  const list = { name: 'deliveries of a dispatch', of: [dispatchId], positionSchema: v.never() };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result.refused;
  const found = isDispatchId(dispatchId) ? await deliveries.listByDispatch(dispatchId) : [];
  return respond(context, CALL, { deliveries: found.map(toDeliveryView) });
}

/** Returns whether a text can be the id of a dispatch. Nothing is read for any other. */
function isDispatchId(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text);
}

function respondMalformed(context: Context, found: string): Response {
  const expected = 'userId, campaignId or both, or dispatchId alone';
  const details = [{ path: 'query', found, expected }];
  const message = `query: expected ${expected}, found ${found}`;
  return respondWithProblem(context, 400, { code: 'missing-parameter', message, details });
}
