import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import LiveRegion from '@cloudscape-design/components/live-region';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { retryUntilDone } from '../../core/retry-until-done.ts';
import { useTexts } from '../context/texts.tsx';
import type { components } from '../data/api-types.ts';
import { api, unwrap } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { ModalActions } from '../parts/modal-actions.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useFormatCount } from '../parts/use-format-count.ts';

interface RetryDeadLettersModalProps {
  readonly queue: components['schemas']['DeadLetterQueue'];
  readonly onClose: () => void;
}

/** Shows the consequences of a retry, and after the confirmation how many messages were put again so far. Closing it ends the retry. */
export function RetryDeadLettersModal({ queue: { name, messages }, onClose }: RetryDeadLettersModalProps) {
  const { deadLetters: texts, shell } = useTexts();
  const formatCount = useFormatCount();
  const queries = useQueryClient();
  const [soFar, setSoFar] = useState(0);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);
  const retry = useMutation({
    mutationFn: () =>
      retryUntilDone(
        () => unwrap(api.POST('/dead-letters/{queue}/retry', { params: { path: { queue: name } } })),
        (retried) => {
          setSoFar(retried);
          return isOpen.current;
        },
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['dead-letters'] }),
  });
  const count = messages === undefined ? '?' : formatCount(messages);
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={texts.consequencesTitle(count, texts.queues[name])}
      closeAriaLabel={shell.data.close}
      footer={
        <ModalActions>
          <Button onClick={onClose}>{retry.isIdle ? shell.data.cancel : shell.data.close}</Button>
          {!retry.isSuccess && (
            <Button variant="primary" loading={retry.isPending} onClick={() => retry.mutate()}>
              {texts.retry}
            </Button>
          )}
        </ModalActions>
      }
    >
      <SpaceBetween size="m">
        {retry.isIdle && (
          <Box>
            <ul>
              {texts.consequences.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          </Box>
        )}
        {retry.isPending && <LiveRegion>{texts.progress(formatCount(soFar))}</LiveRegion>}
        {retry.isError && soFar > 0 && <Box>{texts.progress(formatCount(soFar))}</Box>}
        {retry.isError && <ProblemAlert problem={retry.error} isAct />}
        {retry.data && (
          <Alert type={retry.data.isDone && retry.data.left === 0 ? 'success' : 'warning'}>
            <LiveRegion>
              {texts.result(formatCount(retry.data.retried), formatCount(retry.data.left))}{' '}
              {!retry.data.isDone && texts.notDone}
            </LiveRegion>
          </Alert>
        )}
        <CommandLine words={['dead-letters', name, '--retry']} />
      </SpaceBetween>
    </Modal>
  );
}
