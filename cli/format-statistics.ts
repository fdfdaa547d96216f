import { formatInteger } from '../core/contracts/format-integer.ts';
import { describeNoLift, describeStatisticsNote, formatTime } from '../language/en.ts';
import { formatTable } from './format-table.ts';
import type { StatisticsResponse } from './responses.ts';

type Epoch = StatisticsResponse['epochs'][number];
type Group = Epoch['groups'][number];
type Conversion = Group['conversions'][string];
type Estimate = NonNullable<Conversion['rate']>;

/** Formats the statistics of a campaign as tables for people: for each epoch of its shares what was counted, and the groups compared. */
export function formatStatistics(statistics: StatisticsResponse): string[] {
  const { campaignId, isOn, epochs, days, notes } = statistics;
  const off = isOn ? [] : ['Statistics are off: the published version of the campaign asks for none.'];
  return [
    `${campaignId}: ${formatAge(statistics)}`,
    ...off,
    ...epochs.flatMap((epoch) => ['', ...formatEpoch(epoch)]),
    ...(days === undefined || days.length === 0 ? [] : ['', ...formatTable(formatDays(days))]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `note: ${describeStatisticsNote(note)}`)]),
  ];
}

/** Formats the days of the figures and how old they are. */
function formatAge({ from, to, companyZone, asOf, recountedAt, recountingSince }: StatisticsResponse): string {
  const days = from === undefined && to === undefined ? 'all days' : `${from ?? 'the first day'} to ${to ?? 'today'}`;
  const recounted = recountedAt === undefined ? 'never recounted' : `recounted up to ${formatTime(recountedAt)}`;
  const running = recountingSince === undefined ? '' : `, a recount is running since ${formatTime(recountingSince)}`;
  return `${days} (${companyZone}), live as of ${formatTime(asOf)}, ${recounted}${running}`;
}

/** Formats the groups of a campaign compared, without its other figures. */
export function formatComparedGroups({ epochs, notes }: StatisticsResponse): string[] {
  return [
    ...epochs.flatMap(({ groups }) => formatTable([HEADER, ...groups.flatMap(formatGroup)])),
    ...notes.map((note) => `  note: ${describeStatisticsNote(note)}`),
  ];
}

/** Formats the figures of one epoch: first those of the campaign, then a line for each group and conversion event. */
function formatEpoch(epoch: Epoch): string[] {
  const { enrolled, withheld, cancelled, groups } = epoch;
  const whole = [
    ['  enrolled', formatInteger(enrolled), ''],
    ...formatReasons('  withheld', withheld),
    ...formatReasons('  cancelled', cancelled),
  ];
  const deliveries = groups.flatMap(formatDeliveries);
  return [
    formatShares(epoch),
    ...formatTable(whole),
    '',
    ...formatTable([HEADER, ...groups.flatMap(formatGroup)]),
    ...(deliveries.length === 0 ? [] : ['', ...formatTable([DELIVERIES_HEADER, ...deliveries])]),
  ];
}

const HEADER = [
  '  GROUP',
  'SENT',
  'EVENT',
  'CONVERTED',
  'RATE (95 %)',
  'LIFT OVER CONTROL (95 %)',
  'DIFFERENCE IN POINTS (95 %)',
];

const DELIVERIES_HEADER = ['  GROUP', 'CHANNEL', 'SENT', 'DELIVERED', 'OPENED', 'CLICKED', 'BOUNCED'];

/** Formats the outcomes of the messages of a group that the installation sends itself, a line for each channel. */
function formatDeliveries({ group, variant, deliveries = {} }: Group): string[][] {
  return Object.entries(deliveries).map(([channel, counts], index) => [
    index === 0 ? `  ${variant ?? group}` : '',
    channel,
    ...[counts.sent, counts.delivered, counts.opened, counts.clicked, counts.bounced].map(formatInteger),
  ]);
}

function formatShares({ epoch, since, version, shares = {} }: Epoch): string {
  const { control, variants = {} } = shares;
  const parts = [
    ...(control === undefined ? [] : [`control ${control} %`]),
    ...Object.entries(variants).map(([name, share]) => `${name} ${share} %`),
  ];
  const begin = since === undefined || version === undefined ? '' : `, since ${formatTime(since)} (version ${version})`;
  return `epoch ${epoch}${begin}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

function formatReasons(name: string, reasons: Readonly<Record<string, number>>): string[][] {
  const each = Object.entries(reasons);
  if (each.length === 0) return [];
  const all = each.reduce((sum, [, count]) => sum + count, 0);
  return [[name, formatInteger(all), each.map(([reason, count]) => `${reason} ${formatInteger(count)}`).join(', ')]];
}

function formatGroup({ group, variant, sent, conversions }: Group): string[][] {
  const name = `  ${variant ?? group}`;
  const count = group === 'control' ? `${formatInteger(sent)} not sent` : formatInteger(sent);
  const each = Object.entries(conversions);
  if (each.length === 0) return [[name, count, '', '', '', '', '']];
  return each.map(([letter, conversion], index) => [
    index === 0 ? name : '',
    index === 0 ? count : '',
    letter,
    formatInteger(conversion.count),
    ...formatRates(conversion),
  ]);
}

function formatRates({ rate, lift, noLift, difference }: Conversion): string[] {
  const comparison = lift === undefined ? (noLift === undefined ? '' : describeNoLift(noLift)) : formatLift(lift);
  return [
    rate === undefined ? '' : formatRate(rate),
    comparison,
    difference === undefined ? '' : formatPoints(difference),
  ];
}

function formatRate({ value, low, high }: Estimate): string {
  return `${toPercent(value, 2)} % (${toPercent(low, 2)} to ${toPercent(high, 2)})`;
}

function formatLift({ value, low, high }: Estimate): string {
  return `${toSigned(value, 1)} % (${toSigned(low, 1)} to ${toSigned(high, 1)})`;
}

function formatPoints({ value, low, high }: Estimate): string {
  return `${toSigned(value, 2)} (${toSigned(low, 2)} to ${toSigned(high, 2)})`;
}

function toPercent(share: number, digits: number): string {
  return (share * 100).toFixed(digits);
}

function toSigned(share: number, digits: number): string {
  const text = toPercent(share, digits);
  return share > 0 ? `+${text}` : text;
}

function formatDays(days: NonNullable<StatisticsResponse['days']>): string[][] {
  const rows = days.flatMap(({ day, epoch, enrolled, groups }) => {
    const first = [day, String(epoch), formatInteger(enrolled)];
    if (groups.length === 0) return [[...first, '', '', '']];
    return groups.map(({ group, variant, sent, conversions }, index) => [
      ...(index === 0 ? first : ['', '', '']),
      variant ?? group,
      formatInteger(sent),
      Object.entries(conversions)
        .map(([letter, count]) => `${letter} ${formatInteger(count)}`)
        .join(', '),
    ]);
  });
  return [['DAY', 'EPOCH', 'ENROLLED', 'GROUP', 'SENT', 'CONVERTED'], ...rows];
}
