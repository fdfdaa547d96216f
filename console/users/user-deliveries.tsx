import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { campaignPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { DataAge } from '../parts/data-age.tsx';
import { DeliveryReason } from '../parts/delivery-reason.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { createUserWords } from './command-words.ts';
import { DeliveryReports, DeliveryStatus } from './delivery-line.tsx';
import { useDeliveries } from './use-deliveries.ts';

/** Shows what the senders of the installation did with the messages of a user. */
export function UserDeliveries({ userId }: { readonly userId: string }) {
  const { users, messages, shell } = useTexts();
  const { deliveryColumns: columns } = users;
  const formatCount = useFormatCount();
  const list = useDeliveries(userId, '');
  const { deliveries } = list;
  return (
    <SpaceBetween size="m">
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {(!list.isError || deliveries.length > 0) && (
        <Table
          variant="borderless"
          wrapLines
          items={deliveries}
          trackBy={({ dispatchId, channel, part }) => `${dispatchId} ${channel} ${part}`}
          loading={list.isPending}
          loadingText={shell.data.loading}
          enableKeyboardNavigation
          header={
            <Header
              variant="h2"
              description={users.deliveriesDescription}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={() => list.refetch()} />
                  <ExportButton name="deliveries" rows={deliveries} />
                </SpaceBetween>
              }
            >
              {users.deliveriesTitle}
            </Header>
          }
          columnDefinitions={[
            {
              id: 'state',
              header: columns.state,
              isRowHeader: true,
              cell: (each) => <DeliveryStatus delivery={each} />,
            },
            {
              id: 'channel',
              header: columns.channel,
              cell: ({ channel, part }) =>
                part === 0 ? messages.channels[channel] : `${messages.channels[channel]}, ${messages.part(part + 1)}`,
            },
            { id: 'target', header: columns.target, cell: ({ target }) => target ?? '–' },
            { id: 'reason', header: columns.reason, cell: (each) => <DeliveryReason reason={each.reason} /> },
            { id: 'reports', header: columns.reports, cell: (each) => <DeliveryReports delivery={each} /> },
            {
              id: 'campaign',
              header: columns.campaign,
              cell: ({ campaignId }) => <Link href={`#${campaignPath(campaignId)}`}>{campaignId}</Link>,
            },
            { id: 'attempts', header: columns.attempts, cell: ({ attempts }) => formatCount(attempts) },
            { id: 'dispatch', header: columns.dispatch, cell: ({ dispatchId }) => <code>{dispatchId}</code> },
          ]}
          empty={<Box color="inherit">{users.noDeliveries}</Box>}
          footer={
            <ListFooter
              hasMore={list.hasNextPage}
              isReading={list.isFetchingNextPage}
              onMore={() => list.fetchNextPage()}
            />
          }
        />
      )}
      <CommandLine words={createUserWords('explain', userId)} />
      <RawJson value={deliveries} />
    </SpaceBetween>
  );
}
