import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useFormatCount } from '../parts/use-format-count.ts';
import { ActDialog } from './act-dialog.tsx';
import type { ActProps } from './campaign-views.ts';
import { useAct } from './use-act.ts';

interface EndDialogProps extends ActProps {
  readonly act: 'stop' | 'archive';
}

/** Shows how many waits end permanently, then stops or archives the version that was shown (R54, R97). */
export function EndDialog({ act, campaign, current, onDone, onClose }: EndDialogProps) {
  const {
    campaigns: { acts },
  } = useTexts();
  const { dialogs } = acts;
  const formatCount = useFormatCount();
  const formatWaits = (count: number) => dialogs.waits(count, formatCount(count));
  const { id, version } = campaign;
  const waiting = current.counts['waiting'] ?? 0;
  const call = { params: { path: { id } }, body: { version } };
  const ending = useAct(
    id,
    async () => {
      if (act === 'archive') return unwrap(api.POST('/campaigns/{id}/archive', call));
      return { ...(await unwrap(api.POST('/campaigns/{id}/stop', call))), warnings: [] };
    },
    ({ cancelled, warnings }) => {
      const waits = formatWaits(cancelled);
      onDone({ message: act === 'stop' ? acts.done.stopped(waits) : acts.done.archived(waits), warnings });
      onClose();
    },
  );
  const isStop = act === 'stop';
  return (
    <ActDialog
      title={isStop ? dialogs.stop : dialogs.archive}
      act={isStop ? dialogs.stopNow(formatWaits(waiting)) : dialogs.archiveNow(formatWaits(waiting))}
      commandWords={[act, id]}
      whyNot={current.version === version ? undefined : acts.changedMeanwhile(current.version)}
      problem={ending.error}
      isActing={ending.isPending}
      onAct={() => ending.mutate()}
      onClose={onClose}
    >
      <Alert type="warning">{isStop ? dialogs.stopMeaning : dialogs.archiveMeaning}</Alert>
      <Box fontWeight="bold">{acts.waiting(formatCount(waiting))}</Box>
    </ActDialog>
  );
}
