import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useSearchParams } from 'react-router';
import { campaignPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { listCampaignSummaries } from '../data/campaign-summaries.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { createPageQuery, usePages } from '../parts/use-pages.ts';
import { CampaignStatus, STATUSES } from './campaign-status.tsx';

/** Shows the list of campaigns with their status and their counts. The filters are in the address. */
export function CampaignsPage() {
  const { campaigns: texts, shell } = useTexts();
  const formatCount = useFormatCount();
  const [params, setParams] = useSearchParams();
  const q = params.get('q') ?? '';
  const status = STATUSES.find((each) => each === params.get('status'));
  const setFilter = (name: string, value: string) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  const list = usePages(['campaigns', q, status], (cursor) =>
    listCampaignSummaries({ q, status, ...createPageQuery(cursor) }),
  );
  const rows = list.pages.flatMap(({ campaigns }) => campaigns);
  const isFiltered = q !== '' || status !== undefined;
  const anyStatus = { value: '', label: texts.anyStatus };
  const statuses = STATUSES.map((value) => ({ value, label: texts.status[value] }));
  return (
    <SpaceBetween size="l">
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {(!list.isError || rows.length > 0) && (
        <Table
          variant="full-page"
          items={rows}
          trackBy="id"
          loading={list.isPending}
          loadingText={shell.data.loading}
          enableKeyboardNavigation
          header={
            <Header
              variant="awsui-h1-sticky"
              description={texts.listDescription}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={() => list.refetch()} />
                  <ExportButton name="campaigns" rows={rows} />
                  <Button variant="primary" href="#/new">
                    {texts.create}
                  </Button>
                </SpaceBetween>
              }
            >
              {texts.listTitle}
            </Header>
          }
          filter={
            <SpaceBetween direction="horizontal" size="xs">
              <TextFilter
                filteringText={q}
                filteringPlaceholder={texts.filter}
                filteringAriaLabel={texts.filter}
                onChange={({ detail }) => setFilter('q', detail.filteringText)}
              />
              <Select
                selectedOption={statuses.find(({ value }) => value === status) ?? anyStatus}
                options={[anyStatus, ...statuses]}
                onChange={({ detail }) => setFilter('status', detail.selectedOption.value ?? '')}
                ariaLabel={texts.filterStatus}
              />
            </SpaceBetween>
          }
          columnDefinitions={[
            {
              id: 'name',
              header: texts.columns.name,
              isRowHeader: true,
              cell: ({ id, name }) => <Link href={`#${campaignPath(id)}`}>{name}</Link>,
            },
            { id: 'id', header: texts.columns.id, cell: ({ id }) => <Box variant="code">{id}</Box> },
            {
              id: 'status',
              header: texts.columns.status,
              cell: ({ status: own, paused }) => <CampaignStatus status={own} isPaused={paused !== undefined} />,
            },
            { id: 'waiting', header: texts.columns.waiting, cell: ({ counts }) => formatCount(counts['waiting']) },
            {
              id: 'dispatched',
              header: texts.columns.dispatched,
              cell: ({ counts }) => formatCount(counts['dispatched']),
            },
            {
              id: 'cancelled',
              header: texts.columns.cancelled,
              cell: ({ counts }) => formatCount(counts['cancelled']),
            },
            { id: 'withheld', header: texts.columns.withheld, cell: ({ counts }) => formatCount(counts['withheld']) },
            {
              id: 'nextDeparture',
              header: texts.columns.nextDeparture,
              cell: ({ nextDeparture }) => (nextDeparture === undefined ? '–' : <Time at={nextDeparture} />),
            },
            {
              id: 'follows',
              header: texts.columns.follows,
              // An installation of an earlier version does not say it.
              cell: ({ follows = [] }) => <CampaignLinks ids={follows} />,
            },
            {
              id: 'followedBy',
              header: texts.columns.followedBy,
              cell: ({ id }) => <CampaignLinks ids={listFollowers(id, rows)} />,
            },
            { id: 'project', header: texts.columns.project, cell: ({ project }) => project ?? '–' },
            {
              id: 'publishedAt',
              header: texts.columns.publishedAt,
              cell: ({ publishedAt }) => (publishedAt === undefined ? '–' : <Time at={publishedAt} />),
            },
          ]}
          empty={
            <Box textAlign="center" color="inherit">
              <b>{isFiltered ? texts.noMatch : texts.empty}</b>
              {!isFiltered && (
                <Box variant="p">
                  <Link href="#/first-steps">{texts.emptyHint}</Link>
                </Box>
              )}
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
      <CommandLine words={['list']} />
      <RawJson value={rows} />
    </SpaceBetween>
  );
}

/** Returns the ids of the campaigns of a list that follow another one. */
function listFollowers(
  id: string,
  rows: readonly { readonly id: string; readonly follows?: readonly string[] }[],
): string[] {
  return rows.filter(({ follows = [] }) => follows.includes(id)).map((row) => row.id);
}

/** Shows campaigns as links to their pages, or a dash for none. A campaign of another tool may have no page: it says so. */
function CampaignLinks({ ids }: { readonly ids: readonly string[] }) {
  if (ids.length === 0) return '–';
  return ids.map((id, index) => (
    <span key={id}>
      {index > 0 && ', '}
      <Link href={`#${campaignPath(id)}`}>{id}</Link>
    </span>
  ));
}
