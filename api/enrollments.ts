import type { Context, Hono } from 'hono';
import { ENROLLMENT_STATES, type EnrollmentState } from '../core/contracts/decision.ts';
import { writeInstant } from '../core/contracts/instant.ts';
import { type Enrollment, enrollmentsOf } from '../core/enrollments.ts';
import { decisionsOf } from '../engine/decisions-of.ts';
import { problem, unknownCampaign } from './answers.ts';
import { offsetCursor, pageFrom, readCursor, writeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
import { readUserId } from './user-id.ts';
import { placeSchema, walkEnrollments } from './walk-enrollments.ts';

const PAGE = 100;

/** Who is, or was, on the way to a campaign's message. */
export function enrollmentRoutes(app: Hono, deps: ApiDeps): void {
  app.get('/campaigns/:id/enrollments', async (context) => {
    const id = context.req.param('id');
    if ((await deps.services.campaigns.get(id)) === undefined) return unknownCampaign(context, id);
    const { state: asked, userId } = context.req.query();
    const state = ENROLLMENT_STATES.find((known) => known === asked);
    if (asked !== undefined && state === undefined) return unknownState(context, asked);
    const isAsked = (enrollment: Enrollment) => state === undefined || enrollment.state === state;
    if (userId === undefined) return ofEveryone(context, { campaignId: id, state, isAsked }, deps);
    const user = readUserId(context, userId);
    return 'refused' in user ? user.refused : ofUser(context, { campaignId: id, ...user, state, isAsked }, deps);
  });
}

/** Of which campaign, and which of its enrollments. */
interface Asked {
  readonly campaignId: string;
  readonly state: EnrollmentState | undefined;
  readonly isAsked: (enrollment: Enrollment) => boolean;
}

async function ofEveryone(
  context: Context,
  { campaignId, state, isAsked }: Asked,
  { services }: ApiDeps,
): Promise<Response> {
  const list = { name: 'enrollments', of: [campaignId, state], place: placeSchema };
  const reading = readCursor(context, list);
  if ('refused' in reading) return reading.refused;
  const walk = { campaignId, isAsked, most: PAGE, from: reading.place };
  const { enrollments, next } = await walkEnrollments(walk, services);
  return context.json({ enrollments: enrollments.map(viewOf), ...writeCursor(list, next) });
}

async function ofUser(
  context: Context,
  { campaignId, userId, state, isAsked }: Asked & { readonly userId: string },
  { services }: ApiDeps,
): Promise<Response> {
  const list = { name: 'enrollments of a user', of: [campaignId, userId, state], place: offsetCursor };
  const reading = readCursor(context, list);
  if ('refused' in reading) return reading.refused;
  const key = { campaignId, userId };
  const row = await services.rows.read(key);
  const found = enrollmentsOf(key, row, await decisionsOf(key, row, services)).filter(isAsked);
  const { items, next } = pageFrom(found, reading.place, PAGE);
  return context.json({ enrollments: items.map(viewOf), ...writeCursor(list, next) });
}

function viewOf({ wave: _, triggeredAt, dueAt, dispatchedAt, ...enrollment }: Enrollment) {
  return {
    ...enrollment,
    triggeredAt: writeInstant(triggeredAt),
    ...(dueAt === undefined ? {} : { dueAt: writeInstant(dueAt) }),
    ...(dispatchedAt === undefined ? {} : { dispatchedAt: writeInstant(dispatchedAt) }),
  };
}

function unknownState(context: Context, found: string): Response {
  const known: readonly EnrollmentState[] = ENROLLMENT_STATES;
  const details = [{ path: 'state', found, expected: `one of ${known.join(', ')}` }];
  const message = `state: expected one of ${known.join(', ')}, found ${found}`;
  return problem(context, 400, { code: 'unknown-state', message, details });
}
