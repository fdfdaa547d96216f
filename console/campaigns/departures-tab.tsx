import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { DeparturesChart } from '../parts/departures-chart.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import type { ShownCampaign } from './campaign-views.ts';
import { useDepartures } from './use-departures.ts';

/** Shows the upcoming departures of a campaign as a timeline and as a table, the soonest first. */
export function DeparturesTab({ campaign }: { readonly campaign: ShownCampaign }) {
  const {
    campaigns: { departures: texts },
    shell,
  } = useTexts();
  const formatCount = useFormatCount();
  const { id, paused } = campaign;
  const list = useDepartures(id);
  const rows = list.pages.flatMap(({ waves }) => waves);
  const formatWaiting = ({ waiting, isAtLeast }: (typeof rows)[number]) =>
    isAtLeast ? texts.atLeast(formatCount(waiting)) : formatCount(waiting);
  return (
    <SpaceBetween size="m">
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {paused !== undefined && <Alert type="info">{texts.pausedDescription}</Alert>}
      {(!list.isError || rows.length > 0) && (
        <Table
          items={rows}
          trackBy="departure"
          loading={list.isPending}
          loadingText={shell.data.loading}
          ariaLabels={{ tableLabel: texts.title }}
          header={
            <Header
              variant="h2"
              description={texts.description}
              actions={
                <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                  <DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={() => list.refetch()} />
                  <ExportButton name={`${id}-departures`} rows={rows} />
                </SpaceBetween>
              }
            >
              {texts.title}
            </Header>
          }
          {...(rows.length === 0 ? {} : { filter: <DeparturesChart departures={rows} /> })}
          columnDefinitions={[
            {
              id: 'departure',
              header: texts.departure,
              isRowHeader: true,
              cell: ({ departure }) => <Time at={departure} />,
            },
            { id: 'waiting', header: texts.users, cell: formatWaiting },
          ]}
          empty={<Box textAlign="center">{list.hasNextPage ? texts.noneYet : texts.empty}</Box>}
          footer={
            <ListFooter
              hasMore={list.hasNextPage}
              isReading={list.isFetchingNextPage}
              onMore={() => list.fetchNextPage()}
            />
          }
        />
      )}
      <div>
        <CommandLine words={['waves', id]} />
        <RawJson value={rows} />
      </div>
    </SpaceBetween>
  );
}
