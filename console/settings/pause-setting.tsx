import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { campaignPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useRefresh } from '../data/refresh.ts';
import { DataAge } from '../parts/data-age.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { RawJson } from '../parts/raw-json.tsx';
import { StatusSentence } from '../parts/status-sentence.tsx';
import { Time, useFormatTime } from '../parts/time.tsx';
import { ChangeButton } from './change-button.tsx';
import { PauseModal } from './pause-modal.tsx';

/** Shows whether all campaigns are paused and by whom, and pauses or resumes them. */
export function PauseSetting() {
  const { pause: texts } = useTexts().settings;
  const format = useFormatTime();
  const refresh = useRefresh();
  const [asked, setAsked] = useState<'pause' | 'resume'>();
  const pauses = useQuery({ queryKey: ['pause'], queryFn: () => unwrap(api.GET('/pause')), ...refresh });
  const { data } = pauses;
  const all = data?.all;
  const own = Object.entries(data?.campaigns ?? {});
  const next = all === undefined ? 'pause' : 'resume';
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <DataAge readAt={pauses.dataUpdatedAt} isReading={pauses.isFetching} onRefresh={() => pauses.refetch()} />
              {data && <ChangeButton onClick={() => setAsked(next)}>{texts[next]}</ChangeButton>}
            </SpaceBetween>
          }
        >
          {texts.title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {pauses.isError && <ProblemAlert problem={pauses.error} onRetry={() => pauses.refetch()} />}
        {pauses.isPending && <Spinner />}
        {data && all === undefined && <StatusSentence type="success">{texts.running}</StatusSentence>}
        {all !== undefined && (
          <StatusSentence type="warning">{texts.paused(all.at && format(all.at), all.by)}</StatusSentence>
        )}
        {own.length > 0 && (
          <Box>
            {texts.own}:
            <ul>
              {own.map(([id]) => (
                <li key={id}>
                  <Link href={`#${campaignPath(id)}`}>{id}</Link>
                </li>
              ))}
            </ul>
          </Box>
        )}
        {data && data.history.length > 0 && (
          <ExpandableSection headerText={texts.history}>
            <Table
              variant="embedded"
              wrapLines
              items={data.history.toReversed()}
              ariaLabels={{ tableLabel: texts.history }}
              columnDefinitions={[
                { id: 'at', header: texts.columns.at, isRowHeader: true, cell: ({ at }) => <Time at={at} /> },
                { id: 'did', header: texts.columns.did, cell: ({ did }) => texts.did[did] },
                { id: 'of', header: texts.columns.of, cell: ({ campaignId }) => campaignId ?? texts.all },
                { id: 'by', header: texts.columns.by, cell: ({ by }) => by },
              ]}
            />
          </ExpandableSection>
        )}
        {data && <RawJson value={data} />}
        {asked !== undefined && <PauseModal act={asked} onClose={() => setAsked(undefined)} />}
      </SpaceBetween>
    </Container>
  );
}
