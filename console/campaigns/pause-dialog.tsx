import Box from '@cloudscape-design/components/box';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useFormatCount } from '../parts/use-format-count.ts';
import { ActDialog } from './act-dialog.tsx';
import type { ActProps } from './campaign-views.ts';
import { useAct } from './use-act.ts';

interface PauseDialogProps extends ActProps {
  readonly act: 'pause' | 'resume';
}

/** Shows the effect of a pause or of a resumption on those who wait, then pauses or resumes the campaign (R92). */
export function PauseDialog({ act, campaign, current, onDone, onClose }: PauseDialogProps) {
  const {
    campaigns: { acts },
  } = useTexts();
  const { dialogs } = acts;
  const formatCount = useFormatCount();
  const { id } = campaign;
  const isPause = act === 'pause';
  const call = { params: { path: { id } } };
  const pausing = useAct(
    id,
    async () => {
      if (isPause) await unwrap(api.POST('/campaigns/{id}/pause', call));
      else await unwrap(api.POST('/campaigns/{id}/resume', call));
    },
    () => {
      onDone({ message: isPause ? acts.done.paused : acts.done.resumed, warnings: [] });
      onClose();
    },
  );
  return (
    <ActDialog
      title={isPause ? dialogs.pause : dialogs.resume}
      act={isPause ? dialogs.pauseNow : dialogs.resumeNow}
      commandWords={[act, id]}
      problem={pausing.error}
      isActing={pausing.isPending}
      onAct={() => pausing.mutate()}
      onClose={onClose}
    >
      <Box>{isPause ? dialogs.pauseMeaning : dialogs.resumeMeaning}</Box>
      <Box fontWeight="bold">{acts.waiting(formatCount(current.counts['waiting']))}</Box>
    </ActDialog>
  );
}
