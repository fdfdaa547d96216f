import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts, useTranslate } from '../context/texts.tsx';
import { api, unwrap } from '../data/client.ts';
import { useSession } from '../data/session.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { ModalActions } from '../parts/modal-actions.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { SentenceList } from '../parts/sentence-list.tsx';

interface PublishBothDialogProps {
  /** The campaign that is edited; without a version if it is not saved as it is shown. */
  readonly followUp: { readonly id: string; readonly version: number | undefined };
  readonly target: { readonly id: string; readonly version: number };
  readonly onClose: () => void;
}

/** Lists the two acts that publish a follow-up and its target campaign, and does them one after the other. */
export function PublishBothDialog({ followUp, target, onClose }: PublishBothDialogProps) {
  const { editor, shell } = useTexts();
  const { publish: texts, save } = editor;
  const translate = useTranslate();
  const queries = useQueryClient();
  const { data: session } = useSession();
  const [done, setDone] = useState<readonly string[]>([]);
  const version = followUp.version ?? 0;
  const acts = [{ id: followUp.id, version }, target];
  const publish = useMutation({
    mutationFn: async () => {
      const warnings: string[] = [];
      for (const act of acts) {
        if (done.includes(act.id)) continue;
        const call = { params: { path: { id: act.id } }, body: { version: act.version } };
        const answer = await unwrap(api.POST('/campaigns/{id}/publish', call));
        warnings.push(...answer.warnings);
        setDone((before) => [...before, act.id]);
      }
      return warnings;
    },
    onSettled: () => queries.invalidateQueries(),
  });
  const isSaved = followUp.version !== undefined;
  const canWrite = session?.canWrite === true;
  const reason = isSaved ? save.readOnly : texts.needsSave;
  return (
    <Modal
      visible
      header={texts.title}
      closeAriaLabel={shell.data.close}
      onDismiss={onClose}
      footer={
        <ModalActions>
          <Button variant="link" onClick={onClose}>
            {publish.isSuccess ? shell.data.close : shell.data.cancel}
          </Button>
          {!publish.isSuccess && (
            <Button
              variant="primary"
              loading={publish.isPending}
              disabled={!isSaved || !canWrite}
              disabledReason={reason}
              onClick={() => publish.mutate()}
            >
              {texts.confirm}
            </Button>
          )}
        </ModalActions>
      }
    >
      <SpaceBetween size="m">
        {!isSaved && <Alert type="warning">{texts.needsSave}</Alert>}
        <Box>{texts.intro}</Box>
        <ol>
          {acts.map((act) => (
            <li key={act.id}>
              {texts.act(act.id, act.version)}{' '}
              {done.includes(act.id) ? (
                <StatusIndicator type="success">{texts.done}</StatusIndicator>
              ) : (
                <StatusIndicator type="pending">{texts.waiting}</StatusIndicator>
              )}
            </li>
          ))}
        </ol>
        <Box>{texts.why}</Box>
        {publish.isError && <ProblemAlert problem={publish.error} isAct />}
        {publish.isSuccess && <Alert type="success">{texts.isDone}</Alert>}
        {publish.data !== undefined && publish.data.length > 0 && (
          <Alert type="warning">
            <SentenceList sentences={publish.data.map(translate)} />
          </Alert>
        )}
        {acts.map(({ id }) => (
          <CommandLine key={id} words={['publish', id]} />
        ))}
      </SpaceBetween>
    </Modal>
  );
}
