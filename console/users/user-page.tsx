import './users.css';
import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isTimeZone } from '../../core/contracts/time-zone.ts';
import { userPath } from '../context/paths.ts';
import { useTexts } from '../context/texts.tsx';
import { useRefresh } from '../data/refresh.ts';
import { UserZoneContext } from '../parts/time.tsx';
import { useFilters } from '../parts/use-filters.ts';
import { readProfile } from './answers.ts';
import { CampaignMessages } from './campaign-messages.tsx';
import { keepRecentUser } from './recent-users.ts';
import { StoredData } from './stored-data.tsx';
import { UserDeliveries } from './user-deliveries.tsx';
import { UserProfile } from './user-profile.tsx';
import { UserStandings } from './user-standings.tsx';
import { UserTimeline } from './user-timeline.tsx';

const PARTS = ['timeline', 'deliveries', 'profile', 'preview', 'deletion'] as const;

/** Shows what is known of a user: how the user stands with each campaign, the decisions, the deliveries, the profile. */
export function UserPage({ userId }: { readonly userId: string }) {
  const { users } = useTexts();
  const { params, setFilters } = useFilters();
  const refresh = useRefresh();
  const profile = useQuery({ queryKey: ['profile', userId], queryFn: () => readProfile(userId), ...refresh });
  useEffect(() => keepRecentUser(userId), [userId]);
  const zone = profile.data?.timeZone;
  const into = profile.data?.mergedInto;
  const part = PARTS.find((each) => each === params.get('part')) ?? 'timeline';
  const contents = {
    timeline: <UserTimeline userId={userId} />,
    deliveries: <UserDeliveries userId={userId} />,
    profile: <UserProfile userId={userId} profile={profile} />,
    preview: <CampaignMessages userId={userId} />,
    deletion: <StoredData userId={userId} />,
  };
  return (
    <UserZoneContext value={zone !== undefined && isTimeZone(zone) ? zone : undefined}>
      <SpaceBetween size="l">
        <Header variant="h1">
          <bdi>{users.title(userId)}</bdi>
        </Header>
        {into !== undefined && (
          <Alert type="info">
            {users.mergedInto(into)} <Link href={`#${userPath(into)}`}>{users.openMerged(into)}</Link>
          </Alert>
        )}
        <UserStandings userId={userId} />
        <Tabs
          ariaLabel={users.partsLabel}
          activeTabId={part}
          onChange={({ detail }) => setFilters({ part: detail.activeTabId }, { isStep: true })}
          tabs={PARTS.map((id) => ({ id, label: users.parts[id], content: id === part && contents[id] }))}
        />
      </SpaceBetween>
    </UserZoneContext>
  );
}
