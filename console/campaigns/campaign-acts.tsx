import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { useSession } from '../data/session.ts';
import type { ActProps, DoneAct, ShownCampaign } from './campaign-views.ts';
import { EndDialog } from './end-dialog.tsx';
import { PauseDialog } from './pause-dialog.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { TestDialog } from './test-dialog.tsx';

/** The acts on a campaign, in the order of their buttons. */
const CAMPAIGN_ACTS = ['publish', 'test', 'pause', 'resume', 'stop', 'archive'] as const;
type CampaignActName = (typeof CAMPAIGN_ACTS)[number];

interface OpenedDialog {
  readonly act: CampaignActName;
  readonly campaign: ShownCampaign;
}

interface CampaignActsProps {
  readonly campaign: ShownCampaign;
  readonly onDone: (done: DoneAct) => void;
}

/** Shows the buttons of the acts on a campaign. One that cannot be done is disabled, with the reason. */
export function CampaignActs({ campaign, onDone }: CampaignActsProps) {
  const { campaigns: texts } = useTexts();
  const [opened, setOpened] = useState<OpenedDialog>();
  const findReason = useReasons(campaign);
  const isPaused = campaign.paused !== undefined;
  const shown = CAMPAIGN_ACTS.filter((act) => act !== (isPaused ? 'pause' : 'resume'));
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        {shown.map((act) => {
          const reason = findReason(act);
          return (
            <Button
              // One button pauses and resumes: it keeps the focus that the dialog gives back to it.
              key={act === 'resume' ? 'pause' : act}
              variant={act === 'publish' ? 'primary' : 'normal'}
              disabled={reason !== undefined}
              {...(reason === undefined ? {} : { disabledReason: reason })}
              ariaHaspopup="dialog"
              onClick={() => setOpened({ act, campaign })}
            >
              {texts.acts[act]}
            </Button>
          );
        })}
      </SpaceBetween>
      {opened !== undefined && (
        <Dialog
          act={opened.act}
          campaign={opened.campaign}
          current={campaign}
          onDone={onDone}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}

function Dialog({ act, ...props }: ActProps & { readonly act: CampaignActName }) {
  switch (act) {
    case 'publish':
      return <PublishDialog {...props} />;
    case 'test':
      return <TestDialog {...props} />;
    case 'pause':
    case 'resume':
      return <PauseDialog act={act} {...props} />;
    case 'stop':
    case 'archive':
      return <EndDialog act={act} {...props} />;
  }
}

/** Returns a function that finds why an act cannot be done now; undefined if it can. */
function useReasons(campaign: ShownCampaign): (act: CampaignActName) => string | undefined {
  const { campaigns: texts, shell } = useTexts();
  const { acts } = texts;
  const { data: session } = useSession();
  const { status, project, paused, version, publishedVersion } = campaign;
  return (act) => {
    if (session === undefined) return acts.whySession;
    if (!session.canWrite) return shell.errors.readOnly;
    if (act === 'test') return 'triggers' in campaign.definition ? undefined : acts.whyNoMessages;
    if (status === 'archived') return acts.whyArchived;
    if (act === 'pause' || act === 'resume') {
      if (paused?.isAll) return acts.whyAllPaused;
      return act === 'pause' && status !== 'published' ? acts.whyNothingLeaves : undefined;
    }
    if (project !== undefined) return acts.whyOwned(project);
    if (act === 'publish' && status === 'published' && version === publishedVersion) return acts.whyPublished;
    return act === 'stop' && status !== 'published' ? acts.whyNotPublished : undefined;
  };
}
