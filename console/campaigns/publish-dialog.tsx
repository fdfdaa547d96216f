import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { describeCampaign } from '../../language/describe-campaign.ts';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { SentenceList } from '../parts/sentence-list.tsx';
import { useFormatTime } from '../parts/time.tsx';
import { useDescribeDetail } from '../parts/use-describe-fault.ts';
import { useFormatCount } from '../parts/use-format-count.ts';
import { ActDialog } from './act-dialog.tsx';
import { type ActProps, campaignKey, type ShownCampaign } from './campaign-views.ts';
import { ChangesTable } from './changes-table.tsx';
import { useAct } from './use-act.ts';

/** Shows what the newest version changes and for whom, then publishes exactly that version (R97). */
export function PublishDialog({ campaign, current, onDone, onClose }: ActProps) {
  const { campaigns: texts, campaignSentences } = useTexts();
  const format = useFormatTime();
  const { dialogs } = texts.acts;
  const { id, version, definition } = campaign;
  const isFirst = campaign.status !== 'published';
  const plan = usePlan(campaign);
  const publish = useAct(
    id,
    () => unwrap(api.POST('/campaigns/{id}/publish', { params: { path: { id } }, body: { version } })),
    ({ warnings }) => {
      onDone({ message: texts.acts.done.published(version), warnings });
      onClose();
    },
  );
  const planned = plan.data?.campaigns.find((each) => each.id === definition.id);
  const isFaulty = (planned?.faults.length ?? 0) > 0;
  const whyNot =
    current.version === version
      ? isFaulty
        ? dialogs.faults
        : undefined
      : texts.acts.changedMeanwhile(current.version);
  return (
    <ActDialog
      title={dialogs.publish(version)}
      act={dialogs.publishNow(version)}
      commandWords={['publish', id]}
      whyNot={planned === undefined ? dialogs.planning : whyNot}
      problem={publish.error}
      isActing={publish.isPending}
      isLarge
      onAct={() => publish.mutate()}
      onClose={onClose}
    >
      {current.version !== version && <Alert type="warning">{texts.acts.changedMeanwhile(current.version)}</Alert>}
      {plan.isError && <ProblemAlert problem={plan.error} onRetry={() => plan.refetch()} />}
      {plan.isPending && <StatusIndicator type="loading">{dialogs.planning}</StatusIndicator>}
      {planned !== undefined && <Plan plan={planned} isFirst={isFirst} />}
      {isFirst && <Box>{describeCampaign(definition, campaignSentences, format)}</Box>}
    </ActDialog>
  );
}

/** Compares the newest version of a campaign with what is published. It is read once for each opening of the dialog. */
function usePlan({ id, version, definition }: ShownCampaign) {
  const folder = { definitions: [definition], states: {}, others: [], prune: false, overwrite: false };
  return useQuery({
    queryKey: campaignKey(id, 'plan', version),
    queryFn: () => unwrap(api.POST('/plan', { body: folder })),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

type PlannedCampaign = NonNullable<ReturnType<typeof usePlan>['data']>['campaigns'][number];

function Plan({ plan, isFirst }: { readonly plan: PlannedCampaign; readonly isFirst: boolean }) {
  const {
    campaigns: { acts },
  } = useTexts();
  const translate = useTranslate();
  const formatCount = useFormatCount();
  const faults = plan.faults.map(useDescribeDetail());
  return (
    <SpaceBetween size="m">
      {faults.length > 0 && <Sentences type="error" title={acts.dialogs.faults} sentences={faults} />}
      {plan.warnings.length > 0 && (
        <Sentences type="warning" title={acts.dialogs.warnings} sentences={plan.warnings.map(translate)} />
      )}
      <Box>{isFirst ? acts.dialogs.firstPublication : acts.dialogs.publishMeaning}</Box>
      <Box fontWeight="bold">{acts.waiting(formatCount(plan.waiting))}</Box>
      {!isFirst && (
        <div>
          <Header variant="h3">{acts.dialogs.changes}</Header>
          <ChangesTable changes={plan.changes} empty={acts.dialogs.noChanges} />
        </div>
      )}
    </SpaceBetween>
  );
}

interface SentencesProps {
  readonly type: 'error' | 'warning';
  readonly title: string;
  readonly sentences: readonly string[];
}

function Sentences({ type, title, sentences }: SentencesProps) {
  return (
    <Alert type={type} header={title}>
      <SentenceList sentences={sentences} />
    </Alert>
  );
}
