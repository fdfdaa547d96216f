import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../context/texts.tsx';
import { CallProblem } from '../data/client.ts';
import { CommandLine } from '../parts/command-line.tsx';
import { ModalActions } from '../parts/modal-actions.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { SETTINGS_KEY, type SettingsAnswer, type SettingsFields, writeSettings } from './settings-answer.ts';
import { SettingsConflictAlert } from './settings-conflict-alert.tsx';

interface SettingsModalProps {
  /** The settings as they were when the change began. */
  readonly before: SettingsAnswer;
  readonly title: string;
  /** The name of the button that saves. */
  readonly action: string;
  readonly consequences: readonly string[];
  /** The change as it is entered; undefined while it has a fault. */
  readonly change: SettingsFields | undefined;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Shows a change of the settings, with what follows from it, and saves it if others changed nothing meanwhile. */
export function SettingsModal({ before, title, action, consequences, change, onClose, children }: SettingsModalProps) {
  const { settings: texts, shell } = useTexts();
  const queries = useQueryClient();
  const [revision] = useState(before.revision);
  const save = useMutation({
    mutationFn: (fields: SettingsFields) => writeSettings(revision, fields),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries({ queryKey: SETTINGS_KEY }),
  });
  const isConflict = save.error instanceof CallProblem && (save.error.status === 412 || save.error.status === 409);
  const isEmpty = change !== undefined && Object.keys(change).length === 0;
  return (
    <Modal
      visible
      onDismiss={onClose}
      header={title}
      closeAriaLabel={shell.data.close}
      footer={
        <ModalActions>
          <Button onClick={onClose}>{shell.data.cancel}</Button>
          <Button
            variant="primary"
            loading={save.isPending}
            disabled={change === undefined || isEmpty || isConflict}
            disabledReason={isConflict ? texts.conflictTitle : isEmpty ? texts.unchanged : undefined}
            onClick={() => change && save.mutate(change)}
          >
            {action}
          </Button>
        </ModalActions>
      }
    >
      <SpaceBetween size="m">
        {save.isError && <ProblemAlert problem={save.error} isAct />}
        {isConflict && <SettingsConflictAlert since={revision} />}
        {children}
        <Alert type="info" header={texts.consequences}>
          <ul>
            {consequences.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Alert>
        <CommandLine words={['settings', 'settings.yaml']} />
        <div>
          <Box variant="small">{texts.fileTitle}</Box>
          <pre className="raw-json">{JSON.stringify(change ?? {}, undefined, 2)}</pre>
        </div>
      </SpaceBetween>
    </Modal>
  );
}
