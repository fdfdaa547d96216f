import type { DecisionOutcome } from '../core/decide/input.ts';
import type { Services } from '../core/ports.ts';
import type { RowKey } from '../core/row.ts';
import { countConversions, countDecisions } from '../core/statistics/count-decisions.ts';
import { addFigures, type FigureSums, toFigures } from '../core/statistics/figures.ts';
import { findCompanyZone } from './find-zone.ts';

/** The facts that the statistics of a change depend on. */
export interface StatisticsFacts {
  /** The number of the last recount that had begun. The decisions of the change carry it. */
  readonly recount: number;
  /** The time zone of the company, whose days are counted. */
  readonly zone: string;
}

/** Reads the facts that the statistics of a change depend on. They are a minute old at most, and read before the change is decided. */
export async function readStatisticsFacts(services: Pick<Services, 'recounts' | 'settings'>): Promise<StatisticsFacts> {
  // One after the other, so that no read is left behind if the other fails: both are in memory for most changes.
  const { state } = await services.recounts.getRecent();
  return { recount: state.number, zone: await findCompanyZone(services) };
}

/** Counts what a change of a row brought, after the row is written: a change that is repeated or that loses to another counts nothing (R48). */
export async function countStatistics(
  { campaignId }: RowKey,
  { decisions, conversions }: Pick<DecisionOutcome, 'decisions' | 'conversions'>,
  { facts: { recount, zone }, statistics }: { readonly facts: StatisticsFacts } & Pick<Services, 'statistics'>,
): Promise<void> {
  const sums: FigureSums = new Map();
  addFigures(sums, countDecisions(decisions, { zone }));
  addFigures(
    sums,
    countConversions(
      conversions.filter(({ isNew }) => isNew),
      zone,
    ),
  );
  if (sums.size > 0) await statistics.add(campaignId, recount, toFigures(sums));
}
