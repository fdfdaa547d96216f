import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { findPause } from '../../core/pauses.ts';
import { type CampaignStanding, computeStanding } from '../../core/standing.ts';
import { describeStanding } from '../../language/decision-sentences.ts';
import { campaignPath, refusedOfUserPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useRefresh } from '../data/refresh.ts';
import { DataAge } from '../parts/data-age.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { StatusSentence } from '../parts/status-sentence.tsx';
import { useFormatTime } from '../parts/time.tsx';
import { useDecisions } from './use-decisions.ts';

const TYPES: Readonly<Record<CampaignStanding['state'], StatusIndicatorProps.Type>> = {
  unknown: 'info',
  waiting: 'pending',
  received: 'success',
  control: 'info',
  idle: 'stopped',
};

/** Shows how a user stands with each campaign, a sentence each, in the words of `explain`. */
export function UserStandings({ userId }: { readonly userId: string }) {
  const { users, decisions: sentences } = useTexts();
  const format = useFormatTime();
  const refresh = useRefresh();
  const list = useDecisions(userId, '');
  const pauses = useQuery({ queryKey: ['pause'], queryFn: () => unwrap(api.GET('/pause')), ...refresh });
  const { decisions } = list;
  const earliest = decisions.at(-1);
  const oldestFirst = decisions.toReversed();
  const standings = [...Map.groupBy(oldestFirst, ({ campaignId }) => campaignId)].map(([campaignId, each]) => ({
    campaignId,
    standing: computeStanding(each),
  }));
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={<DataAge readAt={list.dataUpdatedAt} isReading={list.isFetching} onRefresh={() => list.refetch()} />}
        >
          {users.standingTitle}
        </Header>
      }
    >
      <SpaceBetween size="xs">
        {list.isPending && <Spinner />}
        {list.isError && <ProblemAlert problem={list.error} onRetry={() => list.refetch()} />}
        {pauses.isError && <ProblemAlert problem={pauses.error} onRetry={() => pauses.refetch()} />}
        {list.isSuccess && earliest === undefined && (
          <Box>
            {describeStanding({ state: 'unknown' }, sentences, format)} {users.refusedHint}
          </Box>
        )}
        {list.hasNextPage && earliest !== undefined && (
          <Box color="text-body-secondary">{users.standingPart(format(earliest.at))}</Box>
        )}
        {standings.length > 0 && (
          <ul className="plain-list">
            {standings.map(({ campaignId, standing }) => {
              const pause = standing.state === 'waiting' && pauses.data && findPause(pauses.data, campaignId);
              return (
                <li key={campaignId}>
                  <StatusSentence type={TYPES[standing.state]}>
                    <Link href={`#${campaignPath(campaignId)}`}>{campaignId}</Link>:{' '}
                    {describeStanding(standing, sentences, format)}
                    {pause && ` ${users.pausedSince(pause.at && format(pause.at), pause.by)}`}
                  </StatusSentence>
                </li>
              );
            })}
          </ul>
        )}
        <Link href={`#${refusedOfUserPath(userId)}`}>{users.refusedLink}</Link>
      </SpaceBetween>
    </Container>
  );
}
