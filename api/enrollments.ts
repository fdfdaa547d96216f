import type { Context, Hono } from 'hono';
import { ENROLLMENT_STATES, type EnrollmentState } from '../core/contracts/decision.ts';
import { writeInstant } from '../core/contracts/instant.ts';
import { type Enrollment, enrollmentsOf } from '../core/enrollments.ts';
import { decisionsOf } from '../flow/decisions-of.ts';
import { problem, unknownCampaign } from './answers.ts';
import { offsetCursor, pageFrom, readCursor, writeCursor } from './cursor.ts';
import type { ApiDeps } from './deps.ts';
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
    return userId === undefined
      ? ofEveryone(context, { campaignId: id, isAsked, most: PAGE }, deps)
      : ofUser(context, { campaignId: id, userId, isAsked }, deps);
  });
}

type IsAsked = (enrollment: Enrollment) => boolean;

async function ofEveryone(
  context: Context,
  walk: { campaignId: string; isAsked: IsAsked; most: number },
  { services }: ApiDeps,
): Promise<Response> {
  const reading = readCursor(context, placeSchema);
  if ('refused' in reading) return reading.refused;
  const { enrollments, next } = await walkEnrollments({ ...walk, from: reading.place }, services);
  return context.json({ enrollments: enrollments.map(viewOf), ...writeCursor(next) });
}

async function ofUser(
  context: Context,
  { isAsked, ...key }: { campaignId: string; userId: string; isAsked: IsAsked },
  { services }: ApiDeps,
): Promise<Response> {
  const reading = readCursor(context, offsetCursor);
  if ('refused' in reading) return reading.refused;
  const row = await services.rows.read(key);
  const found = enrollmentsOf(key, row, await decisionsOf(key, row, services)).filter(isAsked);
  const { items, ...rest } = pageFrom(found, reading.place, PAGE);
  return context.json({ enrollments: items.map(viewOf), ...rest });
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
