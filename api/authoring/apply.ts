import type { Context } from 'hono';
import type * as v from 'valibot';
import type { DesiredCampaign } from '../../core/campaign-apply.ts';
import { checkDefinition } from '../../core/check-definition.ts';
import { describeValue, type Fault } from '../../core/contracts/fault.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { type ApplyAct, applyCampaign, beginApply, endApply } from '../../engine/apply.ts';
import { explainApplyInProgress } from '../../language/en.ts';
import type { ApiDeps } from '../deps.ts';
import { respondWithProblem } from '../problems.ts';
import { readCheckedBody } from '../read-checked-body.ts';
import { respond } from '../respond.ts';
import { respondFaults } from '../respond-faults.ts';
import { respondRefused } from '../respond-refused.ts';
import { applyBeginSchema, applyEndSchema, campaignApplySchema } from '../schemas/apply-requests.ts';

/** Begins an apply: no other one runs until it ends, or its lease does (R55). */
export async function answerApplyBegin(context: Context, { services, getActor }: ApiDeps): Promise<Response> {
  const body = await readCheckedBody(context, applyBeginSchema, 'invalid-apply');
  if ('refused' in body) return body.refused;
  const applier = { ...body.output, by: getActor(context), token: crypto.randomUUID(), services };
  const begun = await beginApply(applier);
  if ('holder' in begun && !('code' in begun)) {
    const { token, since, until } = begun.holder;
    return respond(context, 'POST /apply/begin', { token, since: formatInstant(since), until: formatInstant(until) });
  }
  if ('attempts' in begun) return respondRefused(context, begun);
  const message = explainApplyInProgress(begun.holder);
  return respondWithProblem(context, 409, { code: begun.code, message, details: [{ code: begun.code, message }] });
}

/** Ends an apply (R55). */
export async function answerApplyEnd(context: Context, { services }: ApiDeps): Promise<Response> {
  const body = await readCheckedBody(context, applyEndSchema, 'invalid-apply');
  if ('refused' in body) return body.refused;
  const ended = await endApply(body.output.token, services);
  if ('code' in ended) return respondRefused(context, ended);
  return respond(context, 'POST /apply/end', ended.isRepeat ? { already: true } : {});
}

/** Makes a campaign what the folder of an apply says (R55). */
export async function answerApply(context: Context, id: string, deps: ApiDeps): Promise<Response> {
  const body = await readCheckedBody(context, campaignApplySchema, 'invalid-apply');
  if ('refused' in body) return body.refused;
  const act = readAct(id, body.output);
  if ('faults' in act) return respondFaults(context, 'invalid-apply', act.faults);
  const applied = await applyCampaign(act, { ...deps, by: deps.getActor(context) });
  if ('code' in applied) return respondRefused(context, applied);
  const isUnchanged = 'already' in applied;
  const { status, version, rev, publication } = isUnchanged ? applied.already : applied.campaign;
  const publishedAt = status === 'published' && publication !== undefined ? publication.publishedAt : undefined;
  return respond(context, 'POST /campaigns/{id}/apply', {
    ...{ id, status, version, revision: rev, cancelled: applied.cancelled },
    ...(publishedAt === undefined ? {} : { publishedAt: formatInstant(publishedAt) }),
    ...(isUnchanged ? { unchanged: true } : {}),
  });
}

function readAct(
  id: string,
  { state, definition: input, ...act }: v.InferOutput<typeof campaignApplySchema>,
): ApplyAct | { readonly faults: readonly Fault[] } {
  if (state === 'stopped') return { ...act, desired: { id, state } };
  if (input === undefined)
    return { faults: [{ path: ['definition'], found: 'nothing', expected: `the definition of ${id}` }] };
  const checked = checkDefinition(input);
  if ('faults' in checked)
    return { faults: checked.faults.map((fault) => ({ ...fault, path: ['definition', ...fault.path] })) };
  const { definition } = checked;
  if (definition.id !== id) {
    const expected = `"${id}", the id in the path`;
    return { faults: [{ path: ['definition', 'id'], found: describeValue(definition.id), expected }] };
  }
  const desired: DesiredCampaign = { id, state, definition };
  return { ...act, desired };
}
