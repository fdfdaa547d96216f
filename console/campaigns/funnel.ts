import type { EnrollmentState } from '../../core/contracts/decision.ts';
import type { StatisticsView } from '../../core/contracts/statistics-view.ts';
import type { ShownCampaign } from './campaign-views.ts';

/** The steps of the funnel, in their order. */
export const FUNNEL_STEPS = [
  'enrolled',
  'waiting',
  'cancelled',
  'withheld',
  'control',
  'dispatched',
  'delivered',
  'opened',
  'clicked',
  'converted',
] as const;
export type FunnelStepName = (typeof FUNNEL_STEPS)[number];

/** A step of the funnel, or a reason for which users ended in it. */
export interface FunnelRow {
  readonly step: FunnelStepName;
  /** The code of the reason; absent for the step as a whole. */
  readonly reason?: string;
  readonly count: number;
  /** The share of the enrolled users; absent if no user was enrolled, and for what is not a part of them. */
  readonly share?: number;
  /** The state by which the enrollments of the step are listed, `all` for those of any state; absent if the interface has no list of them. */
  readonly list?: EnrollmentState | 'all';
}

/** The steps whose enrollments the interface lists. */
const LISTS: Readonly<Partial<Record<FunnelStepName, EnrollmentState | 'all'>>> = {
  enrolled: 'all',
  waiting: 'waiting',
  cancelled: 'cancelled',
  withheld: 'withheld',
  control: 'control',
  dispatched: 'dispatched',
};

/** The steps that are parts of the enrolled. Users who are withheld at their trigger are not enrolled, and a message may convert several times. */
const PARTS: ReadonlySet<FunnelStepName> = new Set(['enrolled', 'waiting', 'cancelled', 'control', 'dispatched']);

/** The messages that were reported delivered, opened and clicked. */
export type ReportCounts = Readonly<Record<'delivered' | 'opened' | 'clicked', number>>;

/** Returns what was reported of the messages of a campaign, of all groups and channels; undefined if the installation sent none of them. */
export function sumReports({ epochs }: Pick<StatisticsView, 'epochs'>): ReportCounts | undefined {
  const all = epochs.flatMap(({ groups }) => groups.flatMap(({ deliveries = {} }) => Object.values(deliveries)));
  if (all.length === 0) return undefined;
  const sum = (name: keyof ReportCounts) => all.reduce((total, each) => total + each[name], 0);
  return { delivered: sum('delivered'), opened: sum('opened'), clicked: sum('clicked') };
}

/** The steps that are left out while they have no users. */
const OPTIONAL_STEPS: ReadonlySet<FunnelStepName> = new Set(['control', 'delivered', 'converted']);

/**
 * Returns the steps of the funnel of a campaign with their counts, each followed by its reasons, the most frequent first. `reports` are
 * absent if they are not counted, or not read yet.
 */
export function computeFunnel(
  { counts, reasons }: Pick<ShownCampaign, 'counts' | 'reasons'>,
  reports?: ReportCounts,
): FunnelRow[] {
  const all: Readonly<Record<string, number>> = { ...counts, ...reports };
  const enrolled = counts['enrolled'] ?? 0;
  const isReport = (step: FunnelStepName) => step === 'delivered' || step === 'opened' || step === 'clicked';
  // Some providers report no delivery: nothing is better than a zero above the opens.
  const isShown = (step: FunnelStepName) =>
    isReport(step) && step !== 'delivered' ? reports !== undefined : !OPTIONAL_STEPS.has(step) || (all[step] ?? 0) > 0;
  return FUNNEL_STEPS.filter(isShown).flatMap((step) => {
    const count = all[step] ?? 0;
    const list = LISTS[step];
    const row: FunnelRow = {
      step,
      count,
      ...(PARTS.has(step) && enrolled > 0 ? { share: count / enrolled } : {}),
      ...(list === undefined ? {} : { list }),
    };
    return [row, ...listReasons(step, reasons)];
  });
}

function listReasons(step: FunnelStepName, reasons: ShownCampaign['reasons']): FunnelRow[] {
  const prefix = `${step}:`;
  return Object.entries(reasons)
    .filter(([name, count]) => name.startsWith(prefix) && count > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => ({ step, reason: name.slice(prefix.length), count }));
}
