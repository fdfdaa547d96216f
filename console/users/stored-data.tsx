import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useRefresh } from '../data/refresh.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { StatusSentence } from '../parts/status-sentence.tsx';
import { useFormatTime } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { createUserWords } from './command-words.ts';

/** Shows what is stored of a user, how far a deletion is, and the command that deletes the user. */
export function StoredData({ userId }: { readonly userId: string }) {
  const { users } = useTexts();
  const { deletionState, storedColumns: columns } = users;
  const format = useFormatTime();
  const formatCount = useFormatCount();
  const refresh = useRefresh();
  const report = useQuery({
    queryKey: ['erasures', userId],
    queryFn: () => unwrap(api.GET('/erasures', { params: { query: { userId } } })),
    ...refresh,
  });
  const erasure = report.data?.erasure;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h2"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <DataAge readAt={report.dataUpdatedAt} isReading={report.isFetching} onRefresh={() => report.refetch()} />
            <ExportButton name="stored" rows={report.data?.stored ?? []} />
          </SpaceBetween>
        }
      >
        {users.deletionTitle}
      </Header>
      {report.isError && <ProblemAlert problem={report.error} onRetry={() => report.refetch()} />}
      {report.isPending && <Spinner />}
      {erasure?.state === 'none' && <StatusSentence type="info">{deletionState.none}</StatusSentence>}
      {erasure?.state === 'running' && (
        <StatusSentence type="in-progress">
          {deletionState.running(format(erasure.deletedAt), format(erasure.since), format(erasure.secondSweepAt))}
        </StatusSentence>
      )}
      {erasure?.state === 'done' && (
        <StatusSentence type="success">
          {deletionState.done(format(erasure.deletedAt), format(erasure.erasedAt))}
        </StatusSentence>
      )}
      {report.data && (
        <SpaceBetween size="m">
          <Table
            variant="borderless"
            wrapLines
            header={<Header variant="h3">{users.storedTitle}</Header>}
            items={report.data.stored}
            trackBy="kind"
            columnDefinitions={[
              { id: 'kind', header: columns.kind, isRowHeader: true, cell: ({ kind }) => users.stored[kind] },
              { id: 'count', header: columns.count, cell: ({ count }) => formatCount(count) },
              { id: 'keptFor', header: columns.keptFor, cell: ({ kind }) => users.retention(kind) },
            ]}
          />
          <Header variant="h3">{users.beyondTitle}</Header>
          <Box>
            <ul>
              {report.data.beyondReach.map(({ place }) => (
                <li key={place}>{users.beyond(place)}</li>
              ))}
            </ul>
          </Box>
          <Box>{users.deletionHow}</Box>
          <CommandLine words={createUserWords('forget', userId)} />
          <RawJson value={report.data} />
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
