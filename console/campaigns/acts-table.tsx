import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useRefresh } from '../data/refresh.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { ExportButton } from '../parts/export-button.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { Time } from '../parts/time.tsx';
import type { ShownCampaign } from './campaign-views.ts';

/** Shows who did what to a campaign and when, the newest first: its history, and the pauses that held it back (R74). */
export function ActsTable({ campaign }: { readonly campaign: ShownCampaign }) {
  const {
    campaigns: { history: texts },
  } = useTexts();
  const refresh = useRefresh();
  const pauses = useQuery({ queryKey: ['pause'], queryFn: () => unwrap(api.GET('/pause')), ...refresh });
  const paused = (pauses.data?.history ?? []).filter(
    ({ campaignId }) => campaignId === undefined || campaignId === campaign.id,
  );
  const rows = [
    ...campaign.history.map((act) => ({ ...act, campaignId: campaign.id })),
    ...paused.map((act) => ({ ...act, version: undefined, note: undefined })),
  ].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  return (
    <SpaceBetween size="s">
      {pauses.isError && <ProblemAlert problem={pauses.error} onRetry={() => pauses.refetch()} />}
      <Table
        wrapLines
        items={rows}
        ariaLabels={{ tableLabel: texts.acts }}
        header={
          <Header
            variant="h2"
            description={texts.actsDescription}
            actions={<ExportButton name={`${campaign.id}-acts`} rows={rows} />}
          >
            {texts.acts}
          </Header>
        }
        columnDefinitions={[
          { id: 'at', header: texts.at, cell: ({ at }) => <Time at={at} /> },
          {
            id: 'did',
            header: texts.did,
            isRowHeader: true,
            cell: ({ did, version, campaignId }) =>
              [
                texts.didNames[did],
                ...(version === undefined ? [] : [texts.ofVersion(version)]),
                ...(campaignId === undefined ? [texts.allCampaigns] : []),
              ].join(', '),
          },
          { id: 'by', header: texts.by, cell: ({ by }) => by },
          { id: 'note', header: texts.note, cell: ({ note }) => note ?? '–' },
        ]}
        empty={<Box textAlign="center">{texts.noActs}</Box>}
      />
      <CommandLine words={['show', campaign.id]} />
    </SpaceBetween>
  );
}
