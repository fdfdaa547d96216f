import Box from '@cloudscape-design/components/box';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMemo, useState } from 'react';
import { findReasonSentence } from '../../language/decision-sentences.ts';
import type { OtherOutcome } from '../../rehearse/compare-rehearsals.ts';
import { useTexts } from '../context/texts.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Time, useFormatTime } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import {
  type ComparisonSummary,
  DIFFERENCES,
  type DifferenceName,
  type ExportFormat,
  type ListedDifference,
} from './rehearsal-calls.ts';
import type { RehearsalClient } from './rehearsal-client.ts';
import { useAnswer } from './use-answer.ts';

const PAGE_SIZE = 20;

interface ComparisonViewProps {
  readonly client: RehearsalClient;
  readonly comparison: ComparisonSummary;
}

/** Shows the differences from the version before: the counts, and each message that only one version sends, or that changed. */
export function ComparisonView({ client, comparison: { total, campaigns } }: ComparisonViewProps) {
  const { rehearsal, shell } = useTexts();
  const { comparison: texts, totals } = rehearsal;
  const formatCount = useFormatCount();
  const exportAll = async (format: ExportFormat) => {
    const file = await client.call('exportDifferences', { format });
    saveFile(`rehearsal-differences.${format}`, file.type, file);
  };
  return (
    <SpaceBetween size="l">
      <Header
        variant="h3"
        description={texts.title}
        actions={
          <ButtonDropdown
            items={[
              { id: 'csv', text: shell.data.exportCsv },
              { id: 'jsonl', text: shell.data.exportJsonLines },
            ]}
            onItemClick={({ detail: { id } }) => exportAll(id === 'csv' ? 'csv' : 'jsonl')}
          >
            {shell.data.exportLabel}
          </ButtonDropdown>
        }
      >
        {texts.headline(formatCount(total.fewer), formatCount(total.more), formatCount(total.changed))}
      </Header>
      <Table
        variant="borderless"
        wrapLines
        items={campaigns}
        trackBy="campaignId"
        ariaLabels={{ tableLabel: texts.title }}
        columnDefinitions={[
          {
            id: 'campaign',
            header: totals.campaign,
            isRowHeader: true,
            cell: ({ name, campaignId, onlyIn }) => (
              <>
                {name}
                <Box variant="code" display="block">
                  {campaignId}
                </Box>
                {onlyIn !== undefined && (
                  <Box variant="small">{onlyIn === 'before' ? texts.onlyBefore : texts.onlyAfter}</Box>
                )}
              </>
            ),
          },
          { id: 'sentBefore', header: texts.sentBefore, cell: ({ sentBefore }) => formatCount(sentBefore) },
          { id: 'sentAfter', header: texts.sentAfter, cell: ({ sentAfter }) => formatCount(sentAfter) },
          { id: 'fewer', header: texts.fewer, cell: ({ fewer }) => formatCount(fewer) },
          { id: 'more', header: texts.more, cell: ({ more }) => formatCount(more) },
          { id: 'changed', header: texts.changed, cell: ({ changed }) => formatCount(changed) },
        ]}
      />
      {DIFFERENCES.map((difference) => (
        <DifferenceList key={difference} client={client} difference={difference} />
      ))}
    </SpaceBetween>
  );
}

interface DifferenceListProps {
  readonly client: RehearsalClient;
  readonly difference: DifferenceName;
}

function DifferenceList({ client, difference }: DifferenceListProps) {
  const { rehearsal, shell } = useTexts();
  const { comparison: texts, decisions } = rehearsal;
  const formatCount = useFormatCount();
  const [page, setPage] = useState(1);
  const request = useMemo(() => ({ difference, offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE }), [difference, page]);
  const { answer, problem } = useAnswer(client, 'differences', request);
  const describe = useDescribeDifference();
  if (problem !== undefined) return <ProblemAlert problem={problem} />;
  const pagesCount = Math.ceil((answer?.total ?? 0) / PAGE_SIZE);
  return (
    <Table
      variant="borderless"
      wrapLines
      items={answer?.rows ?? []}
      loading={answer === undefined}
      loadingText={shell.data.loading}
      header={
        <Header variant="h3" counter={answer && `(${formatCount(answer.total)})`}>
          {texts.lists[difference]}
        </Header>
      }
      pagination={
        pagesCount > 1 && (
          <Pagination
            currentPageIndex={page}
            pagesCount={pagesCount}
            ariaLabels={{
              nextPageLabel: decisions.nextPage,
              previousPageLabel: decisions.previousPage,
              pageLabel: decisions.page,
            }}
            onChange={({ detail }) => setPage(detail.currentPageIndex)}
          />
        )
      }
      empty={texts.none}
      columnDefinitions={[
        { id: 'at', header: decisions.at, cell: ({ at }) => <Time at={at} /> },
        { id: 'user', header: decisions.user, isRowHeader: true, cell: ({ userId }) => userId },
        {
          id: 'campaign',
          header: decisions.campaign,
          cell: ({ campaignId }) => <Box variant="code">{campaignId}</Box>,
        },
        { id: 'event', header: decisions.event, cell: ({ eventId }) => <Box variant="code">{eventId}</Box> },
        { id: 'why', header: texts.why, cell: describe },
      ]}
    />
  );
}

/** Returns a function that says how a message is in the other version. */
function useDescribeDifference(): (difference: ListedDifference) => string {
  const { rehearsal, decisions } = useTexts();
  const { comparison: texts } = rehearsal;
  const format = useFormatTime();
  const describeOther = (other: OtherOutcome): string => {
    const what = texts.outcomes[other.outcome];
    if (other.outcome !== 'withheld' && other.outcome !== 'cancelled') return what;
    return other.reason === undefined ? what : `${what}: ${findReasonSentence(other.outcome, other.reason, decisions)}`;
  };
  return ({ at, other, atBefore, hasOtherContent = false }) => {
    if (other !== undefined) return describeOther(other);
    return [
      ...(atBefore === undefined || atBefore === at ? [] : [texts.atBefore(format(atBefore))]),
      ...(hasOtherContent ? [texts.otherContent] : []),
    ].join('; ');
  };
}
