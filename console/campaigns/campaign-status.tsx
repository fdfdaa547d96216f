import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useTexts } from '../context/texts.tsx';

/** The statuses of a campaign. */
export const STATUSES = ['draft', 'published', 'stopped', 'archived'] as const;
export type CampaignStatusName = (typeof STATUSES)[number];

const TYPES: Readonly<Record<CampaignStatusName, StatusIndicatorProps.Type>> = {
  draft: 'pending',
  published: 'success',
  stopped: 'stopped',
  archived: 'not-started',
};

/** Shows the status of a campaign, or that it is paused. */
export function CampaignStatus({
  status,
  isPaused,
}: {
  readonly status: CampaignStatusName;
  readonly isPaused: boolean;
}) {
  const { campaigns } = useTexts();
  if (status === 'published' && isPaused) return <StatusIndicator type="warning">{campaigns.paused}</StatusIndicator>;
  return <StatusIndicator type={TYPES[status]}>{campaigns.status[status]}</StatusIndicator>;
}
