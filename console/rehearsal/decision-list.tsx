import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Pagination from '@cloudscape-design/components/pagination';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { DECISIONS } from '../../core/contracts/decision.ts';
import { useTexts } from '../context/texts.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { saveFile } from '../parts/save-file.ts';
import { Time } from '../parts/time.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import type { DecisionFilter, ExportFormat } from './rehearsal-calls.ts';
import { useAnswer } from './use-answer.ts';
import type { FinishedRehearsal } from './use-rehearsal.ts';
import { useResultAddress } from './use-result-address.ts';
import { useDetailedSentence } from './use-sentence.ts';

/** The number of rows of a page. */
const PAGE_SIZE = 50;

/** Shows who gets what when: the decisions that the filters of the address select, a page at a time. */
export function DecisionList({ finished: { client, summary } }: { readonly finished: FinishedRehearsal }) {
  const { rehearsal, shell } = useTexts();
  const texts = rehearsal.decisions;
  const formatCount = useFormatCount();
  const sentence = useDetailedSentence();
  const { user, campaign, outcome, page, change } = useResultAddress();
  const filter = useMemo((): DecisionFilter => {
    return {
      ...(user === '' ? {} : { userId: user }),
      ...(campaign === '' ? {} : { campaignId: campaign }),
      ...(outcome === '' ? {} : { decision: outcome }),
    };
  }, [user, campaign, outcome]);
  const request = useMemo(() => ({ ...filter, offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE }), [filter, page]);
  const { answer, problem } = useAnswer(client, 'list', request);
  const pages = Math.max(1, Math.ceil((answer?.total ?? 0) / PAGE_SIZE));
  // The address may name a page of a longer rehearsal.
  useEffect(() => {
    if (answer !== undefined && page > pages) change({ page: pages });
  }, [answer, page, pages, change]);
  const anyCampaign = { value: '', label: texts.anyCampaign };
  const campaigns = summary.campaigns.map(({ campaignId, name }) => ({
    value: campaignId,
    label: name,
    description: campaignId,
  }));
  const anyOutcome = { value: '', label: texts.anyOutcome };
  const outcomes = DECISIONS.map((value) => ({ value, label: texts.outcomes[value] }));
  const exporting = useMutation({
    mutationFn: async (format: ExportFormat) => {
      const file = await client.call('exportDecisions', { ...filter, format });
      saveFile(`rehearsal.${format}`, file.type, file);
    },
  });
  if (problem !== undefined || exporting.isError) return <ProblemAlert problem={problem ?? exporting.error} />;
  return (
    <Table
      variant="borderless"
      wrapLines
      items={answer?.rows ?? []}
      loading={answer === undefined}
      loadingText={shell.data.loading}
      enableKeyboardNavigation
      header={
        <Header
          variant="h3"
          counter={answer && `(${formatCount(answer.total)})`}
          actions={
            <ButtonDropdown
              items={[
                { id: 'csv', text: shell.data.exportCsv, secondaryText: texts.exportAll },
                { id: 'jsonl', text: shell.data.exportJsonLines, secondaryText: texts.exportAll },
              ]}
              onItemClick={({ detail: { id } }) => exporting.mutate(id === 'csv' ? 'csv' : 'jsonl')}
            >
              {shell.data.exportLabel}
            </ButtonDropdown>
          }
        >
          {texts.title}
        </Header>
      }
      filter={
        <SpaceBetween direction="horizontal" size="xs">
          <Input
            type="search"
            value={user}
            placeholder={texts.filterUser}
            ariaLabel={texts.filterUser}
            onChange={({ detail }) => change({ user: detail.value })}
          />
          <Select
            selectedOption={campaigns.find(({ value }) => value === campaign) ?? anyCampaign}
            options={[anyCampaign, ...campaigns]}
            ariaLabel={texts.filterCampaign}
            onChange={({ detail }) => change({ campaign: detail.selectedOption.value ?? '' })}
          />
          <Select
            selectedOption={outcomes.find(({ value }) => value === outcome) ?? anyOutcome}
            options={[anyOutcome, ...outcomes]}
            ariaLabel={texts.filterOutcome}
            onChange={({ detail }) => change({ outcome: detail.selectedOption.value ?? '' })}
          />
        </SpaceBetween>
      }
      pagination={
        <Pagination
          currentPageIndex={page}
          pagesCount={pages}
          ariaLabels={{ nextPageLabel: texts.nextPage, previousPageLabel: texts.previousPage, pageLabel: texts.page }}
          onChange={({ detail }) => change({ page: detail.currentPageIndex })}
        />
      }
      columnDefinitions={[
        { id: 'at', header: texts.at, cell: ({ at }) => <Time at={at} /> },
        {
          id: 'user',
          header: texts.user,
          isRowHeader: true,
          cell: ({ userId }) => (
            <Button
              variant="inline-link"
              ariaLabel={texts.openInbox(userId)}
              onClick={() => change({ view: 'inbox', user: userId })}
            >
              {userId}
            </Button>
          ),
        },
        { id: 'campaign', header: texts.campaign, cell: ({ campaignId }) => <Box variant="code">{campaignId}</Box> },
        { id: 'what', header: texts.what, cell: (each) => sentence(each) },
        { id: 'event', header: texts.event, cell: ({ eventId }) => <Box variant="code">{eventId}</Box> },
      ]}
      empty={texts.none}
    />
  );
}
