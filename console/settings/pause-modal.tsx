import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { ModalActions } from '../parts/modal-actions.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';

interface PauseModalProps {
  readonly act: 'pause' | 'resume';
  readonly onClose: () => void;
}

/** Shows the consequences of a pause or a resumption of all campaigns, and does it after the confirmation. */
export function PauseModal({ act, onClose }: PauseModalProps) {
  const { settings, shell } = useTexts();
  const { pause: texts } = settings;
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: async () => {
      await (act === 'pause' ? unwrap(api.POST('/pause')) : unwrap(api.POST('/resume')));
    },
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: ['pause'] }),
  });
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={act === 'pause' ? texts.pauseTitle : texts.resumeTitle}
      closeAriaLabel={shell.data.close}
      footer={
        <ModalActions>
          <Button onClick={onClose}>{shell.data.cancel}</Button>
          <Button variant="primary" loading={change.isPending} onClick={() => change.mutate()}>
            {texts[act]}
          </Button>
        </ModalActions>
      }
    >
      <SpaceBetween size="m">
        <Box>
          <ul>
            {(act === 'pause' ? texts.pauseConsequences : texts.resumeConsequences).map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Box>
        {change.isError && <ProblemAlert problem={change.error} isAct />}
        <CommandLine words={[act]} />
      </SpaceBetween>
    </Modal>
  );
}
