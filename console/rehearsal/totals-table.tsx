import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { DecisionName } from '../../core/contracts/decision.ts';
import { findReasonSentence } from '../../language/decision-sentences.ts';
import type { ByReason, CampaignOutcome } from '../../rehearse/rehearsal.ts';
import { useTexts } from '../context/texts.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';

/** Shows the totals of each campaign, with the reasons as sentences. */
export function TotalsTable({ campaigns }: { readonly campaigns: readonly CampaignOutcome[] }) {
  const { rehearsal } = useTexts();
  const texts = rehearsal.totals;
  const formatCount = useFormatCount();
  return (
    <Table
      variant="borderless"
      wrapLines
      items={campaigns}
      trackBy="campaignId"
      header={
        <Header variant="h3" actions={<ExportButton name="rehearsal-totals" rows={campaigns} />}>
          {texts.title}
        </Header>
      }
      empty={texts.none}
      columnDefinitions={[
        {
          id: 'campaign',
          header: texts.campaign,
          isRowHeader: true,
          cell: ({ campaignId, name }) => (
            <>
              {name}
              <Box variant="code" display="block">
                {campaignId}
              </Box>
            </>
          ),
        },
        { id: 'enrolled', header: texts.enrolled, cell: ({ enrolled }) => formatCount(enrolled) },
        {
          id: 'sent',
          header: texts.sent,
          cell: ({ sent, variants = {} }) => (
            <Counts total={sent} counts={Object.entries(variants).map(([name, count]) => [count, name])} />
          ),
        },
        {
          id: 'withheld',
          header: texts.withheld,
          cell: ({ withheld }) => <Reasons decision="withheld" counts={withheld} />,
        },
        {
          id: 'cancelled',
          header: texts.cancelled,
          cell: ({ cancelled }) => <Reasons decision="cancelled" counts={cancelled} />,
        },
        {
          id: 'control',
          header: texts.control,
          cell: ({ control }) => (control === undefined ? '–' : formatCount(control)),
        },
        { id: 'held', header: texts.held, cell: ({ held }) => formatCount(held) },
        { id: 'late', header: texts.late, cell: ({ lateExceptions }) => formatCount(lateExceptions) },
        {
          id: 'conversions',
          header: texts.conversions,
          cell: ({ conversions }) =>
            Object.entries(conversions)
              .map(([letter, { sent }]) => `${letter} ${formatCount(sent)}`)
              .join(', ') || '–',
        },
        { id: 'waiting', header: texts.waiting, cell: ({ waiting }) => formatCount(waiting) },
      ]}
    />
  );
}

function Reasons({ decision, counts }: { readonly decision: DecisionName; readonly counts: ByReason }) {
  const { decisions } = useTexts();
  const rows = Object.entries(counts);
  return (
    <Counts
      total={rows.reduce((sum, [, count]) => sum + count, 0)}
      counts={rows.map(([reason, count]) => [count, findReasonSentence(decision, reason, decisions)])}
    />
  );
}

interface CountsProps {
  readonly total: number;
  readonly counts: readonly (readonly [count: number, what: string])[];
}

function Counts({ total, counts }: CountsProps) {
  const { rehearsal } = useTexts();
  const formatCount = useFormatCount();
  return (
    <SpaceBetween size="xxxs">
      <span>{formatCount(total)}</span>
      {counts.map(([count, what]) => (
        <Box key={what} variant="small">
          {rehearsal.totals.counted(formatCount(count), what)}
        </Box>
      ))}
    </SpaceBetween>
  );
}
