import type { Context, Hono } from 'hono';
import { ENROLLMENT_STATES, type EnrollmentState } from '../core/contracts/decision.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import type { Enrollment } from '../core/enrollments.ts';
import { readEnrollments } from '../engine/read-enrollments.ts';
import { decodeCursor, encodeCursor, offsetSchema, paginateByOffset } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { enrollmentPositionSchema, listCampaignEnrollments } from './list-enrollments.ts';
import { respondUnknownCampaign, respondUnknownValue } from './problems.ts';
import { readLimit } from './read-limit.ts';
import { respond } from './respond.ts';
import type { EnrollmentView } from './schemas/enrollment.ts';
import { parseUserId } from './user-id.ts';

const CALL = 'GET /campaigns/{id}/enrollments';
/** The number of seats that are read at a time where only those of a state are listed: many may be of another. */
const FILTERED_READ_SIZE = 100;

/** Registers the route that lists the enrollments of a campaign. */
export function registerEnrollmentRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/campaigns/:id/enrollments', async (context) => {
    const id = context.req.param('id');
    if ((await deps.services.campaigns.get(id)) === undefined) return respondUnknownCampaign(context, id);
    const { state: requestedState, userId } = context.req.query();
    const state = ENROLLMENT_STATES.find((known) => known === requestedState);
    if (requestedState !== undefined && state === undefined) {
      return respondUnknownValue(context, { code: 'unknown-state', path: 'state', known: ENROLLMENT_STATES });
    }
    const limited = readLimit(context);
    if ('refused' in limited) return limited.refused;
    const { limit } = limited;
    const isSelected = (enrollment: Enrollment) => state === undefined || enrollment.state === state;
    if (userId === undefined) return respondForCampaign(context, { campaignId: id, state, isSelected, limit }, deps);
    const user = parseUserId(context, userId);
    return 'refused' in user
      ? user.refused
      : respondForUser(context, { campaignId: id, ...user, state, isSelected, limit }, deps);
  });
}

/** A selection of the enrollments of a campaign. */
interface EnrollmentQuery {
  readonly campaignId: string;
  readonly state: EnrollmentState | undefined;
  readonly isSelected: (enrollment: Enrollment) => boolean;
  readonly limit: number;
}

async function respondForCampaign(
  context: Context,
  { campaignId, state, isSelected, limit }: EnrollmentQuery,
  { services }: ApiDeps,
): Promise<Response> {
  const list = { name: 'enrollments', of: [campaignId, state], positionSchema: enrollmentPositionSchema };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result.refused;
  const minRead = state === undefined ? 1 : FILTERED_READ_SIZE;
  const walk = { campaignId, isSelected, limit, minRead, from: result.place };
  const { enrollments, next } = await listCampaignEnrollments(walk, services);
  return respond(context, CALL, { enrollments: enrollments.map(toEnrollmentView), ...encodeCursor(list, next) });
}

async function respondForUser(
  context: Context,
  { campaignId, userId, state, isSelected, limit }: EnrollmentQuery & { readonly userId: string },
  { services }: ApiDeps,
): Promise<Response> {
  const list = { name: 'enrollments of a user', of: [campaignId, userId, state], positionSchema: offsetSchema };
  const result = decodeCursor(context, list);
  if ('refused' in result) return result.refused;
  const found = (await readEnrollments({ campaignId, userId }, services)).filter(isSelected);
  const { items, next } = paginateByOffset(found, result.place, limit);
  return respond(context, CALL, { enrollments: items.map(toEnrollmentView), ...encodeCursor(list, next) });
}

function toEnrollmentView({ wave: _, triggeredAt, dueAt, dispatchedAt, ...enrollment }: Enrollment): EnrollmentView {
  return {
    ...enrollment,
    triggeredAt: formatInstant(triggeredAt),
    ...(dueAt === undefined ? {} : { dueAt: formatInstant(dueAt) }),
    ...(dispatchedAt === undefined ? {} : { dispatchedAt: formatInstant(dispatchedAt) }),
  };
}
