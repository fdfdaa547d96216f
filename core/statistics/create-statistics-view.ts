import { formatInstant, type Instant } from '../contracts/instant.ts';
import type { StatisticsNote, StatisticsView } from '../contracts/statistics-view.ts';
import { DAY, type TimeSpan } from '../contracts/time-span.ts';
import type { Rate } from './compute-rate.ts';
import { CONTROL_GROUP, type Figures, MESSAGES_GROUP, parseVariantGroup } from './figures.ts';
import { computeLocalDay } from './local-day.ts';
import type { CampaignStatistics } from './shares-epoch.ts';
import {
  type ConversionSummary,
  type DaySummary,
  type EpochSummary,
  type GroupSummary,
  summarizeByDay,
  summarizeByEpoch,
} from './summarize.ts';

/** The facts that the statistics of a campaign are shown from. */
export interface StatisticsViewInput {
  readonly campaignId: string;
  readonly statistics: CampaignStatistics | undefined;
  readonly figures: Figures;
  readonly zone: string;
  readonly now: Instant;
  /** The letters of the conversion events, and the longest of their deadlines. */
  readonly letters: readonly string[];
  readonly longestDeadline: TimeSpan;
  /** True if a user may be sent the message more than once. */
  readonly isRepeatable: boolean;
  readonly recountedAt?: Instant | undefined;
  readonly recountingSince?: Instant | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly isByDay: boolean;
}

/** Creates the view of the statistics of a campaign (R48). */
export function createStatisticsView(input: StatisticsViewInput): StatisticsView {
  const { campaignId, statistics, figures, zone, now, letters, recountedAt, recountingSince, from, to } = input;
  const options = { from, to, letters, epochs: statistics?.epochs ?? [] };
  const epochs = summarizeByEpoch(figures, options);
  const days = summarizeByDay(figures, options);
  return {
    campaignId,
    isOn: statistics?.isOn ?? false,
    companyZone: zone,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    asOf: formatInstant(now),
    ...(recountedAt !== undefined && { recountedAt: formatInstant(recountedAt) }),
    ...(recountingSince !== undefined && { recountingSince: formatInstant(recountingSince) }),
    epochs: epochs.map(toEpochView),
    ...(input.isByDay && { days: days.map(toDayView) }),
    notes: findNotes(input, days),
  };
}

function findNotes(input: StatisticsViewInput, days: readonly DaySummary[]): StatisticsNote[] {
  const { zone, now, letters, longestDeadline, isRepeatable } = input;
  const sentDays = days.filter(({ groups }) => groups.some(({ sent }) => sent > 0));
  const firstOpen = computeLocalDay(Math.max(0, now - longestDeadline - DAY), zone);
  const isOpen = letters.length > 0 && sentDays.some(({ day }) => day > firstOpen);
  return [
    ...(isOpen ? ['still-converting' as const] : []),
    ...(isRepeatable && letters.length > 0 ? ['repeated-messages' as const] : []),
    ...(new Set(sentDays.map(({ epoch }) => epoch)).size > 1 ? ['several-epochs' as const] : []),
  ];
}

type EpochView = StatisticsView['epochs'][number];

function toEpochView({ since, shares, groups, withheld, cancelled, ...epoch }: EpochSummary): EpochView {
  return {
    ...epoch,
    withheld: { ...withheld },
    cancelled: { ...cancelled },
    ...(since !== undefined && { since: formatInstant(since) }),
    ...(shares !== undefined && {
      shares: {
        ...(shares.control !== undefined && { control: shares.control }),
        ...(shares.variants !== undefined && { variants: { ...shares.variants } }),
      },
    }),
    groups: groups.map(toGroupView),
  };
}

function toDayView({ groups, withheld, cancelled, ...day }: DaySummary): NonNullable<StatisticsView['days']>[number] {
  return {
    ...day,
    withheld: { ...withheld },
    cancelled: { ...cancelled },
    groups: groups.map(({ group, sent, conversions }) => ({
      ...nameGroup(group),
      sent,
      conversions: { ...conversions },
    })),
  };
}

function toGroupView({ group, sent, conversions, deliveries }: GroupSummary): EpochView['groups'][number] {
  const views = Object.entries(conversions).map(([letter, conversion]) => [letter, toConversionView(conversion)]);
  return {
    ...nameGroup(group),
    sent,
    conversions: Object.fromEntries(views),
    ...(Object.keys(deliveries).length > 0 && { deliveries: { ...deliveries } }),
  };
}

function toConversionView({ count, rate, lift, difference }: ConversionSummary) {
  return {
    count,
    ...(rate !== undefined && { rate: toEstimate(rate) }),
    ...(lift !== undefined && (typeof lift === 'string' ? { noLift: lift } : { lift: toEstimate(lift) })),
    ...(difference !== undefined && { difference: toEstimate(difference) }),
  };
}

function toEstimate({ value, interval: { low, high } }: Rate) {
  return { value, low, high };
}

function nameGroup(group: string): Pick<EpochView['groups'][number], 'group' | 'variant'> {
  if (group === CONTROL_GROUP || group === MESSAGES_GROUP) return { group };
  return { group: 'variant', variant: parseVariantGroup(group) };
}
