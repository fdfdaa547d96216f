import { writeInstant } from '../../core/contracts/instant.ts';
import type { RecordedDecision } from '../../core/standing.ts';
import { explainDecision, explainState, writeTime } from '../../language/en.ts';
import { decisionAnswer, refusedAnswer } from '../answers.ts';
import { answer, type Context } from '../context.ts';

/** `explain USER`: what was decided about a user, in words, and how they stand now. */
export async function explain(user: string, { campaign, ...context }: Context & { campaign?: string }): Promise<void> {
  const query = { userId: user, campaignId: campaign };
  const decisions = await context.client.all({ path: '/decisions', query }, 'decisions', decisionAnswer);
  answer(context, { decisions }, () => story(decisions));
}

/** `refused`: the events that were refused, and why. */
export async function refused(context: Context): Promise<void> {
  const events = await context.client.all({ path: '/refused' }, 'refused', refusedAnswer);
  answer(context, { refused: events }, () => {
    if (events.length === 0) return 'No event was refused.';
    return events.map(({ at, code, message }) => `${timeOf(at)}  ${code}: ${message}`);
  });
}

function story(decisions: readonly RecordedDecision[]): string[] {
  const lines = decisions.map((decision) => `${writeTime(decision.at)}  ${explainDecision(decision)}`);
  const campaigns = Map.groupBy(decisions, ({ campaignId }) => campaignId);
  const states = campaigns.size === 0 ? [explainState([])] : [...campaigns.values()].map(explainState);
  return [...lines, ...(lines.length > 0 ? [''] : []), ...states];
}

function timeOf(at: string | number): string {
  return writeTime(typeof at === 'number' ? writeInstant(at) : at);
}
