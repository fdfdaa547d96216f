import type { Context } from 'hono';
import { formatInstant } from '../../core/contracts/instant.ts';
import { stopCampaign } from '../../engine/publish.ts';
import type { ApiDeps } from '../deps.ts';
import { respond } from '../respond.ts';
import { respondRefused } from '../respond-refused.ts';
import { readActCondition } from '../version-condition.ts';

/** Stops a campaign and cancels its waits. */
export async function answerStop(context: Context, id: string, deps: ApiDeps): Promise<Response> {
  const condition = await readActCondition(context);
  if ('refused' in condition) return condition.refused;
  const stopped = await stopCampaign(id, { ...deps, ...condition, by: deps.getActor(context) });
  if ('code' in stopped) return respondRefused(context, stopped);
  const isDone = 'already' in stopped;
  const { publication } = isDone ? stopped.already : stopped.campaign;
  return respond(context, 'POST /campaigns/{id}/stop', {
    at: formatInstant(publication?.endedAt ?? deps.services.clock.now()),
    cancelled: stopped.cancelled,
    ...(isDone ? { already: true } : {}),
  });
}
