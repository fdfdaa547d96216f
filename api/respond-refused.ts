import type { Context } from 'hono';
import type { CampaignActRefusal } from '../core/campaign.ts';
import { describeVersion, explainNewestVersion, explainRefusal } from '../language/en.ts';
import { respondUnknownCampaign, respondWithProblem } from './problems.ts';

/** Answers an act that was refused. A conflict of versions has a status of its own if a header named the version. */
export function respondRefused(
  context: Context,
  refusal: CampaignActRefusal,
  conflictStatus: 409 | 412 = 409,
): Response {
  const { code } = refusal;
  if (code === 'unknown-campaign') return respondUnknownCampaign(context, refusal.id);
  const message = explainRefusal(refusal);
  if (!('expectedVersion' in refusal))
    return respondWithProblem(context, 409, { code, message, details: [{ code, message }] });
  const [found, expected] = [explainNewestVersion(refusal), describeVersion(refusal.expectedVersion)];
  return respondWithProblem(context, conflictStatus, {
    code,
    message,
    details: [{ path: 'version', found, expected }],
  });
}
