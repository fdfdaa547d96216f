import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ListFooter } from '../parts/list-footer.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { useFormatTime } from '../parts/time.tsx';
import { useFilters } from '../parts/use-filters.ts';
import { useFormatCount } from '../parts/use-format-count.ts';
import { createUserWords } from './command-words.ts';
import { TimelineEntry } from './timeline-entry.tsx';
import { useDecisions } from './use-decisions.ts';
import { useDeliveries } from './use-deliveries.ts';

/** Shows the decisions about a user, newest first, of all campaigns or of the one in the address. */
export function UserTimeline({ userId }: { readonly userId: string }) {
  const { users } = useTexts();
  const { params, setFilters } = useFilters();
  const format = useFormatTime();
  const formatCount = useFormatCount();
  const campaignId = params.get('campaignId') ?? '';
  const all = useDecisions(userId, '');
  const list = useDecisions(userId, campaignId);
  const deliveryList = useDeliveries(userId, '');
  const { deliveries } = deliveryList;
  const { decisions } = list;
  const earliest = decisions.at(-1);
  const count = formatCount(decisions.length);
  const deliveriesByDispatch = Map.groupBy(deliveries, ({ dispatchId }) => dispatchId);
  const anyCampaign = { value: '', label: users.anyCampaign };
  const ids = new Set([...all.decisions.map((each) => each.campaignId), ...(campaignId === '' ? [] : [campaignId])]);
  const campaigns = [...ids].sort().map((value) => ({ value, label: value }));
  const options = campaignId === '' ? [] : ['--campaign', campaignId];
  return (
    <SpaceBetween size="m">
      <Header variant="h2" actions={<ExportButton name="decisions" rows={decisions} />}>
        {users.timelineTitle}
      </Header>
      <FormField label={users.filterCampaign}>
        <Select
          selectedOption={campaigns.find(({ value }) => value === campaignId) ?? anyCampaign}
          options={[anyCampaign, ...campaigns]}
          onChange={({ detail }) => setFilters({ campaignId: detail.selectedOption.value ?? '' })}
        />
      </FormField>
      {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
      {deliveryList.isError && <ProblemAlert problem={deliveryList.error} onRetry={() => deliveryList.refetch()} />}
      {list.isPending && <Spinner />}
      {list.isSuccess && earliest === undefined && (
        <Box color="text-body-secondary">{campaignId === '' ? users.noDecisions : users.noDecisionsOfCampaign}</Box>
      )}
      {earliest !== undefined && !list.hasNextPage && <Box color="text-body-secondary">{users.timelineAll(count)}</Box>}
      {earliest !== undefined && list.hasNextPage && (
        <Box color="text-body-secondary">{users.timelinePart(count, format(earliest.at))}</Box>
      )}
      {decisions.length > 0 && (
        <Box>
          <ol className="timeline" aria-label={users.timelineLabel}>
            {decisions.map((decision, index) => (
              <TimelineEntry
                // biome-ignore lint/suspicious/noArrayIndexKey: decisions have no id, and their entries keep nothing
                key={index}
                decision={decision}
                deliveries={
                  decision.decision === 'dispatched' ? (deliveriesByDispatch.get(decision.enrollmentId) ?? []) : []
                }
              />
            ))}
          </ol>
        </Box>
      )}
      <ListFooter
        hasMore={list.hasNextPage}
        isReading={list.isFetchingNextPage}
        action={users.earlier}
        onMore={() => list.fetchNextPage()}
      />
      <CommandLine words={createUserWords('explain', userId, options)} />
      <RawJson value={decisions} />
    </SpaceBetween>
  );
}
