import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { StatisticsView } from '../../core/contracts/statistics-view.ts';
import { useLoadedTexts, useTexts } from '../context/texts.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { IntervalChart } from './interval-chart.tsx';
import { useFormatEstimate } from './use-format-estimate.ts';

type Epoch = StatisticsView['epochs'][number];
type Group = Epoch['groups'][number];
type Conversion = Group['conversions'][string];

/** A group with one of its conversion events; none if the campaign has no conversion events. */
interface GroupRow extends Omit<Group, 'conversions'> {
  readonly share?: number | undefined;
  readonly event?: string;
  readonly conversion?: Conversion;
}

interface StatisticsEpochProps {
  readonly epoch: Epoch;
  /** The name of the exported file. */
  readonly name: string;
}

/** Shows the groups of an epoch compared, as a table and as charts of the intervals. */
export function StatisticsEpoch({ epoch, name }: StatisticsEpochProps) {
  const {
    campaigns: { statistics: texts },
  } = useTexts();
  const formatCount = useFormatCount();
  const rows = listRows(epoch);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            <>
              {epoch.version !== undefined && epoch.since !== undefined && (
                <>
                  {texts.since(epoch.version)} <Time at={epoch.since} />.{' '}
                </>
              )}
              {texts.enrolled(formatCount(epoch.enrolled))}
            </>
          }
          actions={<ExportButton name={name} rows={rows} />}
        >
          {texts.epoch(epoch.epoch)}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <GroupsTable rows={rows} label={texts.epoch(epoch.epoch)} />
        <DeliveriesTable epoch={epoch} />
        <IntervalCharts rows={rows} />
      </SpaceBetween>
    </Container>
  );
}

function listRows({ groups, shares }: Epoch): GroupRow[] {
  return groups.flatMap(({ conversions, ...group }) => {
    const share = group.group === 'control' ? shares?.control : shares?.variants?.[group.variant ?? ''];
    const events = Object.entries(conversions);
    if (events.length === 0) return [{ ...group, share }];
    return events.map(([event, conversion]) => ({ ...group, share, event, conversion }));
  });
}

function useNameGroup(): (group: Pick<Group, 'group' | 'variant'>) => string {
  const {
    campaigns: { statistics: texts },
  } = useTexts();
  return ({ group, variant }) => variant ?? (group === 'control' ? texts.control : texts.messages);
}

/** Returns a function that formats a share in percent. */
function useFormatPercent(): (percent: number) => string {
  const { locale } = useLoadedTexts();
  const format = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  return (percent) => format.format(percent / 100);
}

function GroupsTable({ rows, label }: { readonly rows: readonly GroupRow[]; readonly label: string }) {
  const {
    campaigns: { statistics: texts },
    statistics: sentences,
  } = useTexts();
  const formatCount = useFormatCount();
  const formatPercent = useFormatPercent();
  const formatEstimate = useFormatEstimate();
  const nameGroup = useNameGroup();
  return (
    <Table
      variant="embedded"
      wrapLines
      ariaLabels={{ tableLabel: label }}
      items={rows}
      columnDefinitions={[
        { id: 'group', header: texts.group, isRowHeader: true, cell: (row) => nameGroup(row) },
        {
          id: 'share',
          header: texts.sharePercent,
          cell: ({ share }) => (share === undefined ? '–' : formatPercent(share)),
        },
        {
          id: 'sent',
          header: texts.sent,
          cell: ({ group, sent }) => (group === 'control' ? texts.notSent(formatCount(sent)) : formatCount(sent)),
        },
        { id: 'event', header: texts.event, cell: ({ event }) => event ?? '–' },
        {
          id: 'converted',
          header: texts.converted,
          cell: ({ conversion }) => (conversion === undefined ? '–' : formatCount(conversion.count)),
        },
        {
          id: 'rate',
          header: texts.rate,
          cell: ({ conversion }) => (conversion?.rate === undefined ? '–' : formatEstimate(conversion.rate, 'rate')),
        },
        {
          id: 'lift',
          header: texts.lift,
          cell: ({ conversion }) => {
            if (conversion?.lift !== undefined) return formatEstimate(conversion.lift, 'lift');
            return conversion?.noLift === undefined ? '–' : sentences.noLift[conversion.noLift];
          },
        },
        {
          id: 'difference',
          header: texts.difference,
          cell: ({ conversion }) =>
            conversion?.difference === undefined ? '–' : formatEstimate(conversion.difference, 'points'),
        },
      ]}
      empty={<Box>{texts.noGroups}</Box>}
    />
  );
}

/** Shows the outcomes of the messages of each group, by channel; nothing if the installation sent none of them. */
function DeliveriesTable({ epoch }: { readonly epoch: Epoch }) {
  const {
    campaigns: { statistics: texts },
    messages: { channels },
  } = useTexts();
  const formatCount = useFormatCount();
  const nameGroup = useNameGroup();
  const rows = epoch.groups.flatMap(({ group, variant, deliveries = {} }) =>
    Object.entries(deliveries).map(([channel, counts]) => ({
      ...counts,
      channel,
      name: nameGroup({ group, ...(variant !== undefined && { variant }) }),
    })),
  );
  if (rows.length === 0) return null;
  const counts = ['sent', 'delivered', 'opened', 'clicked', 'bounced'] as const;
  const nameChannel = (channel: string) => Object.entries(channels).find(([id]) => id === channel)?.[1] ?? channel;
  return (
    <Table
      variant="embedded"
      wrapLines
      header={<Header variant="h3">{texts.deliveries}</Header>}
      ariaLabels={{ tableLabel: `${texts.deliveries}: ${texts.epoch(epoch.epoch)}` }}
      items={rows}
      trackBy={({ name, channel }) => `${name} ${channel}`}
      columnDefinitions={[
        { id: 'group', header: texts.group, isRowHeader: true, cell: ({ name }) => name },
        { id: 'channel', header: texts.channel, cell: ({ channel }) => nameChannel(channel) },
        ...counts.map((count) => ({
          id: count,
          header: texts.deliveryCounts[count],
          cell: (row: (typeof rows)[number]) => formatCount(row[count]),
        })),
      ]}
    />
  );
}

/** Draws the rates and the lift of each conversion event, those of all groups below each other. */
function IntervalCharts({ rows }: { readonly rows: readonly GroupRow[] }) {
  const {
    campaigns: { statistics: texts },
  } = useTexts();
  const formatEstimate = useFormatEstimate();
  const nameGroup = useNameGroup();
  const events = [...new Set(rows.flatMap(({ event }) => event ?? []))];
  const draw = (event: string, figure: 'rate' | 'lift') =>
    rows.flatMap((row) => {
      const estimate = row.event === event ? row.conversion?.[figure] : undefined;
      return estimate === undefined
        ? []
        : [{ ...estimate, name: nameGroup(row), text: formatEstimate(estimate, figure) }];
    });
  return events.map((event) => {
    const [rates, lifts] = [draw(event, 'rate'), draw(event, 'lift')];
    return (
      <SpaceBetween key={event} size="m">
        {rates.length > 0 && <IntervalChart title={texts.rateChart(event)} intervals={rates} />}
        {lifts.length > 0 && <IntervalChart title={texts.liftChart(event)} intervals={lifts} />}
      </SpaceBetween>
    );
  });
}
