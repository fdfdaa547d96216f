import type { Instant } from '../contracts/instant.ts';
import type { NoLiftReason } from '../contracts/statistics-view.ts';
import { computeDifference, computeLift, type Difference, type Lift } from './compare-rates.ts';
import { computeRate, type Rate } from './compute-rate.ts';
import {
  CONTROL_GROUP,
  createVariantGroup,
  DELIVERY_COUNTS,
  type DeliveryCount,
  type FigureKey,
  type Figures,
  MESSAGES_GROUP,
  parseFigureKey,
  WHOLE_CAMPAIGN,
} from './figures.ts';
import type { Proportion } from './interval.ts';
import type { Shares, SharesEpoch } from './shares-epoch.ts';

/** The number of users of each reason. */
export type CountsByReason = Readonly<Record<string, number>>;

/** The outcomes of users before they are assigned to a group. */
export interface CampaignFigures {
  readonly enrolled: number;
  readonly withheld: CountsByReason;
  readonly cancelled: CountsByReason;
}

/** The conversions of a group by one conversion event. */
export interface ConversionSummary {
  readonly count: number;
  /** The rate; absent if nothing was sent, or more conversions than messages are known, because a crash took some. */
  readonly rate?: Rate;
  /** The lift over the control group, or the reason why none is stated; absent of the control group itself, and without one. */
  readonly lift?: Lift | NoLiftReason;
  readonly difference?: Difference;
}

/** The outcomes of the messages of a group on a channel. Each message is counted once, for the day and the epoch of its dispatch. */
export type DeliverySummary = Readonly<Record<DeliveryCount, number>>;

/** A group of users: those who are sent a variant or the messages, or the control group. */
export interface GroupSummary {
  readonly group: string;
  /** The number of messages that were sent; of the control group, of those that were not. */
  readonly sent: number;
  readonly conversions: Readonly<Record<string, ConversionSummary>>;
  /** The outcomes of the messages that this installation sends, by channel. */
  readonly deliveries: Readonly<Record<string, DeliverySummary>>;
}

/** The figures of one epoch of the shares. */
export interface EpochSummary extends CampaignFigures {
  readonly epoch: number;
  readonly version?: number;
  readonly since?: Instant;
  readonly shares?: Shares;
  readonly groups: readonly GroupSummary[];
}

/** The figures of one day in one epoch, without rates: those of a day are mostly too small. */
export interface DaySummary extends CampaignFigures {
  readonly day: string;
  readonly epoch: number;
  readonly groups: readonly { readonly group: string; readonly sent: number; readonly conversions: CountsByReason }[];
}

/** The days, both included, and what is known of the campaign. */
export interface SummaryOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly epochs: readonly SharesEpoch[];
  /** The letters of the conversion events of the campaign. */
  readonly letters: readonly string[];
}

/** A figure with its number. */
interface CountedFigure extends FigureKey {
  readonly count: number;
}

/** Returns figures by epoch and group, with rates and the lift over the control group (R48). */
export function summarizeByEpoch(figures: Figures, options: SummaryOptions): EpochSummary[] {
  const selected = selectFigures(figures, options);
  const numbers = new Set([...options.epochs.map(({ number }) => number), ...selected.map(({ epoch }) => epoch)]);
  return [...numbers]
    .sort((one, other) => one - other)
    .map((number) => {
      const ofEpoch = selected.filter(({ epoch }) => epoch === number);
      const known = options.epochs.find((epoch) => epoch.number === number);
      return {
        epoch: number,
        ...(known !== undefined && { version: known.version, since: known.since, shares: known.shares }),
        ...sumCampaignFigures(ofEpoch),
        groups: summarizeGroups(ofEpoch, { shares: known?.shares, letters: options.letters }),
      };
    });
}

/** Returns figures by day and epoch. */
export function summarizeByDay(figures: Figures, options: SummaryOptions): DaySummary[] {
  const byDay = Map.groupBy(
    selectFigures(figures, options),
    ({ day, epoch }) => `${day} ${String(epoch).padStart(8, '0')}`,
  );
  return [...byDay]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, ofDay]) => {
      const [first] = ofDay;
      if (first === undefined) return [];
      const groups = listGroups(ofDay, undefined).map((group) => ({
        group,
        sent: sumSent(ofDay, group),
        conversions: sumConversions(ofDay, group),
      }));
      return [{ day: first.day, epoch: first.epoch, ...sumCampaignFigures(ofDay), groups }];
    });
}

function selectFigures(figures: Figures, { from = '', to = '~' }: SummaryOptions): CountedFigure[] {
  return Object.entries(figures).flatMap(([text, count]) => {
    const key = parseFigureKey(text);
    return key === undefined || key.day < from || key.day > to || count === 0 ? [] : [{ ...key, count }];
  });
}

function sumCampaignFigures(figures: readonly CountedFigure[]): CampaignFigures {
  const whole = figures.filter(({ group }) => group === WHOLE_CAMPAIGN);
  return {
    enrolled: sum(whole.filter(({ name }) => name === 'enrolled')),
    withheld: sumByPart(whole, 'withheld:'),
    cancelled: sumByPart(whole, 'cancelled:'),
  };
}

/** Sums figures by the part of their names after a beginning. */
function sumByPart(figures: readonly CountedFigure[], prefix: string): CountsByReason {
  const found = figures.filter(({ name }) => name.startsWith(prefix));
  const byPart = Map.groupBy(found, ({ name }) => name.slice(prefix.length));
  return Object.fromEntries([...byPart].map(([part, some]) => [part, sum(some)]));
}

function sum(figures: readonly CountedFigure[]): number {
  return figures.reduce((total, { count }) => total + count, 0);
}

function sumSent(figures: readonly CountedFigure[], group: string): number {
  return sum(figures.filter((each) => each.group === group && (each.name === 'dispatched' || each.name === 'control')));
}

function sumConversions(figures: readonly CountedFigure[], group: string): CountsByReason {
  return sumByPart(
    figures.filter((each) => each.group === group),
    'converted:',
  );
}

/** Sums the outcomes of the messages of a group, by channel. A message that is taken off again may be one that a crash did not count. */
function sumDeliveries(figures: readonly CountedFigure[], group: string): Readonly<Record<string, DeliverySummary>> {
  const ofGroup = figures.filter((each) => each.group === group);
  const counts = DELIVERY_COUNTS.map((name) => [name, sumByPart(ofGroup, `${name}:`)] as const);
  const channels = [...new Set(counts.flatMap(([, byChannel]) => Object.keys(byChannel)))].sort();
  return Object.fromEntries(
    channels.map((channel) => {
      const summary = Object.fromEntries(
        counts.map(([name, byChannel]) => [name, Math.max(0, byChannel[channel] ?? 0)]),
      );
      return [channel, summary as DeliverySummary];
    }),
  );
}

/** Returns the groups: the control group first, then the variants in the order of the shares, then any others that have figures. */
function listGroups(figures: readonly CountedFigure[], shares: Shares | undefined): string[] {
  const found = new Set(figures.map(({ group }) => group).filter((group) => group !== WHOLE_CAMPAIGN));
  const variants = Object.keys(shares?.variants ?? {}).map(createVariantGroup);
  const treated = shares === undefined || variants.length > 0 ? variants : [MESSAGES_GROUP];
  const hasControl = found.has(CONTROL_GROUP) || shares?.control !== undefined;
  return [...new Set([...(hasControl ? [CONTROL_GROUP] : []), ...treated, ...found])];
}

function summarizeGroups(
  figures: readonly CountedFigure[],
  { shares, letters }: { readonly shares: Shares | undefined; readonly letters: readonly string[] },
): GroupSummary[] {
  const groups = listGroups(figures, shares).map((group) => {
    return { group, sent: sumSent(figures, group), converted: sumConversions(figures, group) };
  });
  const control = groups.find(({ group }) => group === CONTROL_GROUP);
  const known = [...new Set([...letters, ...groups.flatMap(({ converted }) => Object.keys(converted))])].sort();
  return groups.map(({ group, sent, converted }) => {
    const conversions = known.map((letter) => {
      const treated = { count: converted[letter] ?? 0, total: sent };
      const compared = group === CONTROL_GROUP ? undefined : control;
      const baseline = compared && { count: compared.converted[letter] ?? 0, total: compared.sent };
      return [letter, summarizeConversion(treated, baseline)];
    });
    return { group, sent, conversions: Object.fromEntries(conversions), deliveries: sumDeliveries(figures, group) };
  });
}

function summarizeConversion(treated: Proportion, control: Proportion | undefined): ConversionSummary {
  const rate = computeRate(treated);
  const difference = control && computeDifference({ treated, control });
  return {
    count: treated.count,
    ...(rate !== undefined && { rate }),
    ...(control !== undefined && { lift: computeLift({ treated, control }) }),
    ...(difference !== undefined && { difference }),
  };
}
