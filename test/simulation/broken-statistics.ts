import type { Decision } from '../../core/contracts/decision.ts';
import type { History } from './history.ts';
import type { ProductFigures } from './recounts.ts';
import type { Ran } from './run-simulation.ts';

/**
 * Returns what is wrong with the statistics of a campaign (R48): live figures never count more than what was decided, and a recount counts
 * exactly that. Nothing is counted, and no decision is marked, where no campaign asks for statistics.
 */
export function findBrokenStatistics(campaignId: string, { history, ran }: { history: History; ran: Ran }): string[] {
  const { shown = {}, recounted = {} } = ran.statistics.get(campaignId) ?? {};
  const rows = ran.rows.filter((each) => each.campaignId === campaignId);
  if (!history.hasStatistics) {
    const marked = rows.flatMap(({ row }) => row.decisions).filter(({ counted }) => counted !== undefined);
    return Object.keys(shown).length === 0 && marked.length === 0 ? [] : ['counted without statistics (R48)'];
  }
  const expected: Record<string, number> = {};
  for (const { row } of rows) {
    for (const decision of row.decisions) {
      const key = nameFigure(decision, row.decisions, history.companyZone ?? 'UTC');
      if (key !== undefined) expected[key] = (expected[key] ?? 0) + 1;
    }
  }
  // Of a deleted user nothing is left that could be counted again (R65).
  const tooMuch = history.deletions === undefined ? findTooMuch(shown, expected) : [];
  return [...tooMuch, ...findDifferences(recounted, expected)];
}

/** Names a figure by hand, without code of the product. */
function nameFigure(decided: Decision, all: readonly Decision[], zone: string): string | undefined {
  const { decision, reason, enrollmentId, conversionEvent } = decided;
  const sent = all.find(
    (each) => each.enrollmentId === enrollmentId && (each.decision === 'dispatched' || each.decision === 'control'),
  );
  const dayOf = (at: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
  const groupOf = ({ decision, variant }: Decision) =>
    decision === 'control' ? 'control' : variant === undefined ? 'messages' : `variant:${variant}`;
  const name = (counted: Decision, what: string, group: string) =>
    `${counted.epoch ?? 0}|${dayOf(counted.at)}|${what}|${group}`;
  if (decision === 'enrolled') return name(decided, 'enrolled', '');
  if (decision === 'withheld' || decision === 'cancelled') return name(decided, `${decision}:${reason}`, '');
  if (decision === 'dispatched' || decision === 'control') return name(decided, decision, groupOf(decided));
  if (decision !== 'converted' || sent === undefined) return undefined;
  return name(sent, `converted:${conversionEvent}`, groupOf(sent));
}

function findTooMuch(shown: ProductFigures, expected: ProductFigures): string[] {
  return Object.entries(shown)
    .filter(([key, count]) => count > (expected[key] ?? 0))
    .map(([key, count]) => `${key}: ${count} counted live, ${expected[key] ?? 0} decided (R48)`);
}

function findDifferences(recounted: ProductFigures, expected: ProductFigures): string[] {
  return [...new Set([...Object.keys(recounted), ...Object.keys(expected)])]
    .filter((key) => (recounted[key] ?? 0) !== (expected[key] ?? 0))
    .map((key) => `${key}: ${recounted[key] ?? 0} recounted, ${expected[key] ?? 0} decided (R48)`);
}
