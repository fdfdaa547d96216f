import type { Hono } from 'hono';
import { formatInstant } from '../core/contracts/instant.ts';
import { STORED_KINDS } from '../core/contracts/user-report.ts';
import { type Erasure, getDeletedAt, SECOND_SWEEP_DELAY } from '../core/erasure.ts';
import { countUserData } from '../engine/count-user-data.ts';
import { findUser } from '../engine/follow-merges.ts';
import { describeNextOfErasure, describeRetention, describeUnreachable } from '../language/describe-erasure.ts';
import type { ApiDeps } from './deps.ts';
import { readCheckedBody } from './read-checked-body.ts';
import { respond, respondAccepted } from './respond.ts';
import { type ErasureStateView, erasureRequestSchema } from './schemas/erasure.ts';
import { parseUserId } from './user-id.ts';

/** The source of the deletions that come by `POST /erasures`. */
const ERASURES_SOURCE = 'erasures';

/** Registers the routes by which a user is deleted, and by which people see what is stored of one and how far a deletion has come (R65). */
export function registerErasureRoutes(app: Hono, { services, bus, beyondReach = [] }: ApiDeps): void {
  app.post('/erasures', async (context) => {
    const body = await readCheckedBody(context, erasureRequestSchema, 'invalid-erasure');
    if ('refused' in body) return body.refused;
    const { userId } = body.output;
    const deletedAt = formatInstant(services.clock.now());
    const Detail = { userId, occurredAt: deletedAt };
    const [result] = await bus.put([{ Source: ERASURES_SOURCE, DetailType: 'User Deleted', Detail }]);
    if (result === undefined || 'errorCode' in result)
      throw new Error(`erasures: expected the deletion to be accepted, found ${result?.errorMessage}`);
    const { eventId } = result;
    return respondAccepted(context, 'POST /erasures', { userId, eventId, deletedAt, next: describeNextOfErasure() });
  });

  app.get('/erasures', async (context) => {
    const user = parseUserId(context, context.req.query('userId'));
    if ('refused' in user) return user.refused;
    const { userId } = user;
    const [erasure, counts, { userId: into }] = await Promise.all([
      services.erasures.get(userId),
      countUserData(userId, services),
      findUser(userId, services.profiles.get),
    ]);
    return respond(context, 'GET /erasures', {
      userId,
      ...(into === userId ? {} : { mergedInto: into }),
      erasure: createStateView(erasure),
      stored: STORED_KINDS.map((kind) => ({ kind, count: counts[kind], keptFor: describeRetention(kind) })),
      beyondReach: beyondReach.map((place) => ({ place, description: describeUnreachable(place) })),
    });
  });
}

function createStateView(erasure: Erasure | undefined): ErasureStateView {
  if (erasure === undefined) return { state: 'none' };
  const { position, secondSweepAt } = erasure;
  const deletedAt = formatInstant(getDeletedAt(erasure));
  if (position.state === 'done') return { state: 'done', deletedAt, erasedAt: formatInstant(position.erasedAt) };
  return {
    state: 'running',
    deletedAt,
    since: formatInstant(secondSweepAt - SECOND_SWEEP_DELAY),
    sweep: position.state === 'paused' ? 2 : position.sweep,
    secondSweepAt: formatInstant(secondSweepAt),
  };
}
