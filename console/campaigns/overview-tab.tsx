import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { findReasonSentence } from '../../language/decision-sentences.ts';
import { describeCampaign } from '../../language/describe-campaign.ts';
import { useLoadedTexts, useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { useFormatTime } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { hasStatistics, type ShownCampaign } from './campaign-views.ts';
import { computeFunnel, type FunnelRow, sumReports } from './funnel.ts';
import { enrollmentsPath, FunnelChart } from './funnel-chart.tsx';
import { useStatistics } from './use-statistics.ts';

/** Shows what a campaign does in words, and its users as a funnel. */
export function OverviewTab({ campaign }: { readonly campaign: ShownCampaign }) {
  const { campaigns: texts, campaignSentences } = useTexts();
  const format = useFormatTime();
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{texts.overview.meaning}</Header>}>
        {describeCampaign(campaign.definition, campaignSentences, format)}
      </Container>
      {'triggers' in campaign.definition && <Funnel campaign={campaign} />}
      <div>
        <CommandLine words={['show', campaign.id]} />
        <RawJson value={campaign} />
      </div>
    </SpaceBetween>
  );
}

function Funnel({ campaign }: { readonly campaign: ShownCampaign }) {
  const {
    campaigns: { overview },
  } = useTexts();
  const formatCount = useFormatCount();
  const { id, counts } = campaign;
  const isMeasured = hasStatistics(campaign);
  const statistics = useStatistics(id, isMeasured);
  const reports = statistics.data && sumReports(statistics.data);
  const rows = computeFunnel(campaign, reports);
  const [late, held] = [counts['late-exception'] ?? 0, counts['held'] ?? 0];
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={overview.funnelDescription}
          actions={<ExportButton name={`${id}-counts`} rows={rows} />}
        >
          {overview.funnel}
        </Header>
      }
    >
      <SpaceBetween size="m">
        {statistics.isError && <ProblemAlert problem={statistics.error} onRetry={() => statistics.refetch()} />}
        <FunnelChart id={id} rows={rows} />
        <FunnelTable id={id} rows={rows} />
        <Box variant="small" display="block">
          {held > 0 && <div>{overview.held(formatCount(held))}</div>}
          {late > 0 && <div>{overview.lateExceptions(formatCount(late))}</div>}
          <div>{overview.listHint}</div>
          <div>{isMeasured ? overview.reportsHint : overview.noReportsHint}</div>
          {isMeasured && <div>{overview.statisticsHint}</div>}
        </Box>
      </SpaceBetween>
    </Container>
  );
}

/** Shows the figures of the funnel, with the reasons in sentences, and which of them have a list. */
function FunnelTable({ id, rows }: { readonly id: string; readonly rows: readonly FunnelRow[] }) {
  const {
    campaigns: { overview },
    decisions,
  } = useTexts();
  const { locale } = useLoadedTexts();
  const formatCount = useFormatCount();
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const explain = (step: string, reason: string) =>
    step === 'cancelled' || step === 'withheld' ? findReasonSentence(step, reason, decisions) : reason;
  return (
    <Table
      variant="embedded"
      wrapLines
      ariaLabels={{ tableLabel: overview.funnel }}
      items={rows}
      trackBy={({ step, reason = '' }) => `${step}:${reason}`}
      columnDefinitions={[
        {
          id: 'step',
          header: overview.step,
          isRowHeader: true,
          cell: ({ step, reason }) =>
            reason === undefined ? (
              <b>{overview.steps[step]}</b>
            ) : (
              <Box padding={{ left: 'l' }}>
                {explain(step, reason)} <Box variant="code">{reason}</Box>
              </Box>
            ),
        },
        { id: 'count', header: overview.users, cell: ({ count }) => formatCount(count) },
        {
          id: 'share',
          header: overview.share,
          cell: ({ share }) => (share === undefined ? '–' : percent.format(share)),
        },
        {
          id: 'list',
          header: overview.list,
          cell: ({ step, reason, list }) => {
            if (reason !== undefined) return overview.listByState;
            if (list === undefined) return step === 'converted' ? overview.noListConverted : overview.noListReported;
            return <Link href={`#${enrollmentsPath(id, list)}`}>{overview.openList(overview.steps[step])}</Link>;
          },
        },
      ]}
    />
  );
}
