import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { findPause } from '../../core/pauses.ts';
import { campaignPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useRefresh } from '../data/refresh.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { DeparturesChart } from '../parts/departures-chart.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { Time, useFormatTime } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { usePages } from '../parts/use-pages.ts';
import { compareDepartures, parseWave, type WaitingWave } from './parse-wave.ts';
import { createSizeKey, sumByDeparture } from './sum-by-departure.ts';
import { MAX_COUNTED_CAMPAIGNS, useWaveSizes } from './use-wave-sizes.ts';

/** Shows the waves of all campaigns that wait, soonest first among those that were read; the users in them are counted on request. */
export function DeparturesPage() {
  const { departures: texts, shell } = useTexts();
  const { columns } = texts;
  const format = useFormatTime();
  const formatCount = useFormatCount();
  const refresh = useRefresh();
  const [isAsked, setAsked] = useState(false);
  const list = usePages(['waves'], (cursor) =>
    unwrap(api.GET('/waves', { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  const pauses = useQuery({ queryKey: ['pause'], queryFn: () => unwrap(api.GET('/pause')), ...refresh });
  const waves = list.pages.flatMap((page) => page.waves.map(parseWave)).sort(compareDepartures);
  const campaignIds = [...new Set(waves.map(({ campaignId }) => campaignId))];
  const { sizes, countedAt, failed, isCounting, countAgain } = useWaveSizes(campaignIds, isAsked);
  const count = formatCount(waves.length);
  const all = pauses.data?.all;
  const describeSize = ({ campaignId, departure = '' }: WaitingWave) => {
    const size = sizes.get(createSizeKey(campaignId, departure));
    if (size === undefined) return texts.notCounted;
    return size.isAtLeast ? texts.atLeast(formatCount(size.waiting)) : formatCount(size.waiting);
  };
  const counted = sumByDeparture(waves, sizes);
  const [soonest] = campaignIds;
  const refreshAll = () => Promise.all([list.refetch(), pauses.refetch()]);
  return (
    <SpaceBetween size="l">
      {all !== undefined && <Alert type="warning">{texts.paused(all.at && format(all.at), all.by)}</Alert>}
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {pauses.isError && <ProblemAlert problem={pauses.error} onRetry={() => pauses.refetch()} />}
      {failed.map(({ campaignId, problem }) => (
        <div key={campaignId}>
          <Box>{texts.countFailed(campaignId)}</Box>
          <ProblemAlert problem={problem} />
        </div>
      ))}
      {(!list.isError || waves.length > 0) && (
        <Table
          variant="full-page"
          wrapLines
          items={waves}
          trackBy="name"
          loading={list.isPending}
          loadingText={shell.data.loading}
          enableKeyboardNavigation
          ariaLabels={{ tableLabel: texts.label }}
          header={
            <Header
              variant="awsui-h1-sticky"
              description={texts.description}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={refreshAll} />
                  <ExportButton name="departures" rows={waves} />
                  <Button
                    loading={isCounting}
                    disabled={waves.length === 0}
                    onClick={() => (isAsked ? countAgain() : setAsked(true))}
                  >
                    {texts.count}
                  </Button>
                </SpaceBetween>
              }
            >
              {texts.title}
            </Header>
          }
          filter={
            waves.length > 0 && (
              <>
                <Box color="text-body-secondary">
                  {list.hasNextPage ? texts.sortedPart(count) : texts.sortedAll(count)}{' '}
                  {texts.countHint(formatCount(MAX_COUNTED_CAMPAIGNS))}
                </Box>
                {countedAt !== undefined && (
                  <Box color="text-body-secondary">{texts.countedAt(format(new Date(countedAt).toISOString()))}</Box>
                )}
                {counted.departures.length > 0 && (
                  <>
                    <DeparturesChart departures={counted.departures} />
                    <Box variant="small" display="block">
                      {counted.uncounted > 0 && <div>{texts.chartPart(formatCount(counted.uncounted))}</div>}
                      {counted.departures.some(({ isAtLeast }) => isAtLeast) && <div>{texts.chartAtLeast}</div>}
                    </Box>
                  </>
                )}
              </>
            )
          }
          columnDefinitions={[
            {
              id: 'departure',
              header: columns.departure,
              isRowHeader: true,
              cell: ({ departure }) => (departure === undefined ? shell.data.unknown : <Time at={departure} />),
            },
            {
              id: 'campaign',
              header: columns.campaign,
              cell: ({ campaignId }) => (
                <>
                  <Link href={`#${campaignPath(campaignId)}`}>{campaignId}</Link>
                  {pauses.data && findPause(pauses.data, campaignId) && <div>{texts.campaignPaused}</div>}
                </>
              ),
            },
            { id: 'waiting', header: columns.waiting, cell: describeSize },
            {
              id: 'publication',
              header: columns.publication,
              cell: ({ publication }) => (publication === undefined ? '–' : formatCount(publication)),
            },
            { id: 'restarts', header: columns.restarts, cell: ({ restarts }) => formatCount(restarts) },
            { id: 'name', header: columns.name, cell: ({ name }) => <code>{name}</code> },
          ]}
          empty={
            <Box textAlign="center" color="inherit">
              <b>{texts.empty}</b>
              <Box variant="p">{texts.emptyHint}</Box>
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
      {soonest !== undefined && <CommandLine words={['waves', soonest]} />}
      <RawJson value={list.pages.flatMap((page) => page.waves)} />
    </SpaceBetween>
  );
}
