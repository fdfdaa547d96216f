import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useTexts, useTranslate } from '../context/texts.tsx';
import type { components } from '../data/api-types.ts';
import { api, unwrap } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { Time } from '../parts/time.tsx';
import { useFilters } from '../parts/use-filters.ts';
import { useFormatCount } from '../parts/use-format-count.ts';
import { usePages } from '../parts/use-pages.ts';
import { useWriteRefusal } from '../parts/use-write-refusal.ts';
import { RefusedEntry, RefusedUser } from './refused-entry.tsx';
import { RefusedFilters } from './refused-filters.tsx';
import type { RetriedEvent } from './retry-events.ts';
import { RetryModal } from './retry-modal.tsx';
import { RetryResults } from './retry-results.tsx';

type RefusedEvent = components['schemas']['RefusedEvent'];

/** Shows the events that were refused, and why. Those that are selected are put again. */
export function RefusedPage() {
  const { refused: texts, shell } = useTexts();
  const { columns } = texts;
  const translate = useTranslate();
  const { params } = useFilters();
  const formatCount = useFormatCount();
  const refusal = useWriteRefusal();
  const [selected, setSelected] = useState<readonly RefusedEvent[]>([]);
  const [isAsking, setAsking] = useState(false);
  const [results, setResults] = useState<readonly RetriedEvent[]>([]);
  const id = params.get('id') ?? '';
  const userId = params.get('userId') ?? '';
  const query = { ...(id === '' ? {} : { id }), ...(userId === '' ? {} : { userId }) };
  const list = usePages(['refused', id, userId], (cursor) =>
    unwrap(api.GET('/refused', { params: { query: { ...query, ...(cursor === undefined ? {} : { cursor }) } } })),
  );
  const rows = list.pages.flatMap(({ refused }) => refused);
  const count = formatCount(selected.length);
  const isFiltered = id !== '' || userId !== '';
  const ids = selected.map((each) => each.id);
  // What is selected is always on the screen.
  const filter = `${id} ${userId}`;
  const [selectedIn, setSelectedIn] = useState(filter);
  if (selectedIn !== filter) {
    setSelectedIn(filter);
    setSelected([]);
  }
  return (
    <SpaceBetween size="l">
      {results.length > 0 && <RetryResults results={results} onDismiss={() => setResults([])} />}
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {(!list.isError || rows.length > 0) && (
        <Table
          variant="full-page"
          wrapLines
          items={rows}
          trackBy="id"
          loading={list.isPending}
          loadingText={shell.data.loading}
          enableKeyboardNavigation
          selectionType="multi"
          selectedItems={selected}
          onSelectionChange={({ detail }) => setSelected(detail.selectedItems)}
          isItemDisabled={({ cut }) => cut === true}
          ariaLabels={{
            tableLabel: texts.label,
            selectionGroupLabel: texts.label,
            allItemsSelectionLabel: () => texts.selectAll,
            itemSelectionLabel: (_, item) => texts.select(item.id),
          }}
          header={
            <Header
              variant="awsui-h1-sticky"
              description={texts.description}
              counter={selected.length === 0 ? '' : `(${texts.selected(count)})`}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={() => list.refetch()} />
                  <ExportButton name="refused" rows={rows} />
                  <Button
                    variant="primary"
                    disabled={refusal !== undefined || selected.length === 0}
                    disabledReason={refusal ?? texts.nothingSelected}
                    onClick={() => setAsking(true)}
                  >
                    {selected.length === 0 ? texts.retryNone : texts.retry(count)}
                  </Button>
                </SpaceBetween>
              }
            >
              {texts.title}
            </Header>
          }
          filter={<RefusedFilters key={`${id} ${userId}`} id={id} userId={userId} />}
          columnDefinitions={[
            {
              id: 'reason',
              header: columns.reason,
              isRowHeader: true,
              minWidth: 180,
              cell: ({ code }) => (
                <>
                  {texts.codes[code]} <code>{code}</code>
                </>
              ),
            },
            { id: 'fault', header: columns.fault, minWidth: 220, cell: ({ message }) => translate(message) },
            { id: 'user', header: columns.user, minWidth: 100, cell: ({ entry }) => <RefusedUser entry={entry} /> },
            { id: 'entry', header: columns.entry, minWidth: 220, cell: (each) => <RefusedEntry refused={each} /> },
            {
              id: 'at',
              header: columns.at,
              minWidth: 140,
              cell: ({ at, retriedAt }) => (
                <>
                  <Time at={at} />
                  {retriedAt !== undefined && (
                    <div>
                      {texts.retriedAt}: <Time at={retriedAt} />
                    </div>
                  )}
                </>
              ),
            },
            { id: 'id', header: columns.id, minWidth: 140, cell: (each) => <code>{each.id}</code> },
          ]}
          empty={
            <Box textAlign="center" color="inherit">
              <b>{list.hasNextPage ? texts.noneYet : isFiltered ? texts.noMatch : texts.empty}</b>
            </Box>
          }
          footer={
            <ListFooter
              hasMore={list.hasNextPage}
              isReading={list.isFetchingNextPage}
              onMore={() => list.fetchNextPage()}
            />
          }
        />
      )}
      {isAsking && (
        <RetryModal
          ids={ids}
          onResults={(more) => setResults((before) => [...before, ...more])}
          onClose={() => setAsking(false)}
          onDone={() => {
            setSelected([]);
            setAsking(false);
          }}
        />
      )}
      <CommandLine words={selected.length === 0 ? ['refused'] : ['retry-refused', ...ids]} />
      <RawJson value={rows} />
    </SpaceBetween>
  );
}
