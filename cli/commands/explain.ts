import type { DecisionView } from '../../core/standing.ts';
import { explainDecision, explainState, formatTime } from '../../language/en.ts';
import { type CommandContext, printResult } from '../context.ts';
import { decisionResponse, refusedResponse } from '../responses.ts';

/** Runs `explain USER`, which prints the decisions about a user in words, and the present state. */
export async function runExplain(
  user: string,
  { campaign, ...context }: CommandContext & { campaign?: string },
): Promise<void> {
  const query = { userId: user, campaignId: campaign };
  const decisions = await context.client.listAll({ path: '/decisions', query }, 'decisions', decisionResponse);
  printResult(context, { decisions }, () => formatExplanation(decisions));
}

/** Runs `refused`, which prints the events that were refused, and why. */
export async function runRefused(context: CommandContext): Promise<void> {
  const events = await context.client.listAll({ path: '/refused' }, 'refused', refusedResponse);
  printResult(context, { refused: events }, () => {
    if (events.length === 0) return 'No event was refused.';
    return events.map(({ id, at, code, message, retriedAt }) => {
      const retried = retriedAt === undefined ? '' : ` (put again at ${formatTime(retriedAt)})`;
      return `${formatTime(at)}  ${id}  ${code}: ${message}${retried}`;
    });
  });
}

function formatExplanation(decisions: readonly DecisionView[]): string[] {
  const lines = decisions.map((decision) => `${formatTime(decision.at)}  ${explainDecision(decision)}`);
  const campaigns = Map.groupBy(decisions, ({ campaignId }) => campaignId);
  const states = campaigns.size === 0 ? [explainState([])] : [...campaigns.values()].map(explainState);
  return [...lines, ...(lines.length > 0 ? [''] : []), ...states];
}
