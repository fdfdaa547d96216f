import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { Time } from '../parts/time.tsx';
import type { ComparedVersions, VersionList } from './use-versions.ts';

interface VersionsTableProps {
  readonly id: string;
  readonly list: VersionList;
  readonly onCompare: (compared: ComparedVersions) => void;
}

/** Shows the versions of a campaign: who saved each, when and why, and which one is published. */
export function VersionsTable({ id, list, onCompare }: VersionsTableProps) {
  const {
    campaigns: { history: texts },
    shell,
  } = useTexts();
  const rows = list.pages.flatMap(({ versions }) => versions);
  return (
    <SpaceBetween size="s">
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {(!list.isError || rows.length > 0) && (
        <Table
          wrapLines
          items={rows}
          trackBy={({ version }) => String(version)}
          loading={list.isPending}
          loadingText={shell.data.loading}
          ariaLabels={{ tableLabel: texts.versions }}
          header={
            <Header
              variant="h2"
              actions={
                <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                  <DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={() => list.refetch()} />
                  <ExportButton name={`${id}-versions`} rows={rows} />
                </SpaceBetween>
              }
            >
              {texts.versions}
            </Header>
          }
          columnDefinitions={[
            { id: 'version', header: texts.version, isRowHeader: true, cell: ({ version }) => version },
            {
              id: 'state',
              header: texts.state,
              cell: ({ isPublished }) =>
                isPublished ? <StatusIndicator type="success">{texts.published}</StatusIndicator> : '–',
            },
            {
              id: 'savedAt',
              header: texts.savedAt,
              cell: ({ saved }) => (saved === undefined ? texts.forgotten : <Time at={saved.at} />),
            },
            { id: 'by', header: texts.by, cell: ({ saved }) => saved?.by ?? '–' },
            { id: 'note', header: texts.note, cell: ({ saved }) => saved?.note ?? '–' },
            {
              id: 'compare',
              header: texts.comparison,
              cell: ({ version }) =>
                version === 1 ? (
                  '–'
                ) : (
                  <Button variant="link" onClick={() => onCompare({ from: version - 1, to: version })}>
                    {texts.compareWith(version)}
                  </Button>
                ),
            },
          ]}
          empty={<Box textAlign="center">{texts.noActs}</Box>}
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
        <CommandLine words={['show', id, '--versions']} />
        <RawJson value={rows} />
      </div>
    </SpaceBetween>
  );
}
