import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { ModalActions } from '../parts/modal-actions.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';
import { type RetriedEvent, retryEvents } from './retry-events.ts';

interface RetryModalProps {
  readonly ids: readonly string[];
  readonly onResults: (results: readonly RetriedEvent[]) => void;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Shows the consequences of a retry of refused events, and puts them after the confirmation. */
export function RetryModal({ ids, onResults, onDone, onClose }: RetryModalProps) {
  const { refused: texts, shell } = useTexts();
  const formatCount = useFormatCount();
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: () => retryEvents(ids, onResults),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries({ queryKey: ['refused'] }),
  });
  const count = formatCount(ids.length);
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={texts.consequencesTitle(count)}
      closeAriaLabel={shell.data.close}
      footer={
        <ModalActions>
          <Button onClick={onClose}>{shell.data.cancel}</Button>
          <Button variant="primary" loading={retry.isPending} onClick={() => retry.mutate()}>
            {texts.retry(count)}
          </Button>
        </ModalActions>
      }
    >
      <SpaceBetween size="m">
        <Box>
          <ul>
            {texts.consequences.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Box>
        {retry.isError && <ProblemAlert problem={retry.error} isAct />}
        <CommandLine words={['retry-refused', ...ids]} />
      </SpaceBetween>
    </Modal>
  );
}
