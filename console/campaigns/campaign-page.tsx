import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Flashbar from '@cloudscape-design/components/flashbar';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { editPath } from '../context/paths.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { api, CallProblem, unwrap } from '../data/client.ts';
import { useRefresh } from '../data/refresh.ts';
import { DataAge } from '../parts/data-age.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { SentenceList } from '../parts/sentence-list.tsx';
import { CampaignActs } from './campaign-acts.tsx';
import { CampaignFacts } from './campaign-facts.tsx';
import {
  CAMPAIGN_TABS,
  type CampaignTab,
  campaignKey,
  campaignTabPath,
  type DoneAct,
  hasStatistics,
  type ShownCampaign,
} from './campaign-views.ts';
import { DeparturesTab } from './departures-tab.tsx';
import { EnrollmentsTab } from './enrollments-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { StatisticsTab } from './statistics-tab.tsx';
import { toDefinition } from './to-definition.ts';

// What writes a definition as a file is large: it is loaded with the tab that shows it.
const HistoryTab = lazy(() => import('./history-tab.tsx').then((each) => ({ default: each.HistoryTab })));

/** Shows one campaign: its state, what can be done to it, and its parts in tabs. The tab is in the address. */
export function CampaignPage() {
  const { id = '' } = useParams();
  return <LoadedCampaign key={id} id={id} />;
}

function LoadedCampaign({ id }: { readonly id: string }) {
  const { campaigns: texts } = useTexts();
  const refresh = useRefresh();
  const [done, setDone] = useState<DoneAct>();
  const query = useQuery({
    queryKey: campaignKey(id, 'campaign'),
    queryFn: () => readCampaign(id),
    ...refresh,
  });
  const campaign = query.data;
  if (query.error instanceof CallProblem && query.error.code === 'unknown-campaign') return <UnknownCampaign id={id} />;
  return (
    <SpaceBetween size="l">
      {query.isError && <ProblemAlert problem={query.error} onRetry={() => query.refetch()} />}
      {query.isPending && <Spinner size="large" />}
      {done !== undefined && <DoneBar done={done} onDismiss={() => setDone(undefined)} />}
      {campaign !== undefined && (
        <SpaceBetween size="l">
          <Header
            variant="h1"
            actions={
              <SpaceBetween direction="horizontal" size="xs" alignItems="center">
                <DataAge readAt={query.dataUpdatedAt} isReading={query.isFetching} onRefresh={() => query.refetch()} />
                {campaign.status !== 'archived' && (
                  <Button href={`#${editPath(campaign.id)}`}>{texts.page.edit}</Button>
                )}
                <CampaignActs campaign={campaign} onDone={setDone} />
              </SpaceBetween>
            }
          >
            {campaign.name}
          </Header>
          <CampaignFacts campaign={campaign} />
          <CampaignTabs campaign={campaign} />
        </SpaceBetween>
      )}
      {campaign === undefined && !query.isPending && <Link href="#/campaigns">{texts.page.toList}</Link>}
    </SpaceBetween>
  );
}

/** Reads a campaign, with the defaults of its definition. */
async function readCampaign(id: string): Promise<ShownCampaign> {
  const campaign = await unwrap(api.GET('/campaigns/{id}', { params: { path: { id } } }));
  return { ...campaign, definition: toDefinition(campaign.definition) };
}

function UnknownCampaign({ id }: { readonly id: string }) {
  const { campaigns: texts } = useTexts();
  return (
    <Alert type="warning" action={<Link href="#/campaigns">{texts.page.toList}</Link>}>
      {texts.page.unknown(id)}
    </Alert>
  );
}

/** Reports the result of an act, with the warnings that the interface gave. */
function DoneBar({ done, onDismiss }: { readonly done: DoneAct; readonly onDismiss: () => void }) {
  const {
    campaigns: { acts },
    shell,
  } = useTexts();
  const translate = useTranslate();
  const { message, warnings } = done;
  const content =
    warnings.length === 0 ? undefined : (
      <>
        {acts.done.warnings}
        <SentenceList sentences={warnings.map(translate)} />
      </>
    );
  return (
    <Flashbar
      items={[
        {
          id: 'done',
          type: warnings.length === 0 ? 'success' : 'warning',
          header: message,
          content,
          ariaRole: 'status',
          dismissible: true,
          dismissLabel: shell.data.dismiss,
          onDismiss,
        },
      ]}
    />
  );
}

/** Shows the tabs that a campaign has. One of another tool enrolls no users: it has what describes it, and its history. */
function CampaignTabs({ campaign }: { readonly campaign: ShownCampaign }) {
  const { campaigns: texts } = useTexts();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const { id } = campaign;
  const contents: Readonly<Record<CampaignTab, ReactNode>> = {
    overview: <OverviewTab campaign={campaign} />,
    statistics: <StatisticsTab id={id} />,
    enrollments: <EnrollmentsTab id={id} />,
    departures: <DeparturesTab campaign={campaign} />,
    history: (
      <Suspense fallback={<Spinner size="large" />}>
        <HistoryTab campaign={campaign} />
      </Suspense>
    ),
  };
  const isFollowUp = 'triggers' in campaign.definition;
  const shown = CAMPAIGN_TABS.filter((tab) => {
    if (tab === 'statistics') return hasStatistics(campaign);
    return isFollowUp || tab === 'overview' || tab === 'history';
  });
  const chosen = shown.find((tab) => tab === params.get('tab')) ?? 'overview';
  return (
    <Tabs
      ariaLabel={texts.page.sections}
      activeTabId={chosen}
      onChange={({ detail }) => {
        const tab = shown.find((each) => each === detail.activeTabId) ?? 'overview';
        navigate(campaignTabPath(id, tab));
      }}
      tabs={shown.map((tab) => ({ id: tab, label: texts.page.tabs[tab], content: contents[tab] }))}
    />
  );
}
