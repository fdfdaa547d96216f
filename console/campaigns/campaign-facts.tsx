import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { campaignPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { Time } from '../parts/time.tsx';
import { CampaignStatus } from './campaign-status.tsx';
import { campaignTabPath, type ShownCampaign } from './campaign-views.ts';
import { useDepartures } from './use-departures.ts';
import { listFollowed, useFollowers } from './use-followers.ts';

/** Shows the state of a campaign: its status and version, its project, the campaigns around it, and when its messages leave next. */
export function CampaignFacts({ campaign }: { readonly campaign: ShownCampaign }) {
  const { campaigns: texts } = useTexts();
  const { facts } = texts;
  const { id, status, paused, version, publishedVersion, publishedAt, stoppedAt, archivedAt, project } = campaign;
  const isDraftNewer = status === 'published' && publishedVersion !== undefined && publishedVersion !== version;
  const instants = [
    [texts.columns.publishedAt, publishedAt],
    [facts.stoppedAt, stoppedAt],
    [facts.archivedAt, archivedAt],
  ] as const;
  return (
    <SpaceBetween size="m">
      {project !== undefined && (
        <Alert type="info">
          {facts.owned(project)}
          <Box variant="code" display="block">
            npx campaign-connector apply DIR
          </Box>
        </Alert>
      )}
      <KeyValuePairs
        columns={4}
        minColumnWidth={160}
        ariaLabel={facts.title}
        items={[
          { label: texts.columns.id, value: <Box variant="code">{id}</Box> },
          {
            label: texts.columns.status,
            value: (
              <>
                <CampaignStatus status={status} isPaused={paused !== undefined} />
                {paused !== undefined && (
                  <Box variant="small" display="block">
                    {paused.isAll ? facts.pausedWithAll(paused.by) : facts.pausedBy(paused.by)}
                  </Box>
                )}
              </>
            ),
          },
          {
            label: facts.version,
            value: isDraftNewer ? facts.draftOf(version, publishedVersion) : version,
          },
          ...instants.flatMap(([label, at]) => (at === undefined ? [] : [{ label, value: <Time at={at} /> }])),
          {
            label: facts.project,
            value:
              project === undefined
                ? facts.noProject
                : `${project}${campaign.changedByHand ? `, ${facts.changedByHand}` : ''}`,
          },
          { label: facts.follows, value: <Followed campaign={campaign} /> },
          { label: facts.followedBy, value: <Followers id={id} /> },
          { label: facts.nextDeparture, value: <NextDeparture campaign={campaign} /> },
        ]}
      />
    </SpaceBetween>
  );
}

/** Lists links to campaigns, separated by commas. */
function CampaignLinks({ ids }: { readonly ids: readonly string[] }) {
  return ids.map((id, index) => (
    <span key={id}>
      {index > 0 && ', '}
      <Link href={`#${campaignPath(id)}`}>{id}</Link>
    </span>
  ));
}

function Followed({ campaign }: { readonly campaign: ShownCampaign }) {
  const { campaigns: texts } = useTexts();
  const ids = listFollowed(campaign);
  return ids.length === 0 ? texts.facts.followsNothing : <CampaignLinks ids={ids} />;
}

/** Lists the campaigns whose triggers name a campaign. */
function Followers({ id }: { readonly id: string }) {
  const {
    campaigns: { facts },
    shell,
  } = useTexts();
  const { data, isError } = useFollowers(id);
  if (data === undefined) return isError ? shell.errors.title : shell.data.loading;
  return data.length === 0 ? facts.followedByNone : <CampaignLinks ids={data} />;
}

function NextDeparture({ campaign: { id, status } }: { readonly campaign: ShownCampaign }) {
  const {
    campaigns: { facts },
    shell,
  } = useTexts();
  const isPublished = status === 'published';
  const { pages, isPending, isError, hasNextPage } = useDepartures(id, { isEnabled: isPublished });
  if (!isPublished) return facts.noDeparture;
  const first = pages.flatMap(({ waves }) => waves)[0];
  if (first !== undefined) return <Time at={first.departure} />;
  if (isError) return shell.errors.title;
  if (isPending) return shell.data.loading;
  return hasNextPage ? (
    <Link href={`#${campaignTabPath(id, 'departures')}`}>{facts.departureUnknown}</Link>
  ) : (
    facts.noDeparture
  );
}
