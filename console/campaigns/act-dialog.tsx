import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useTexts } from '../context/texts.tsx';
import { CommandLine } from '../parts/command-line.tsx';
import { ModalActions } from '../parts/modal-actions.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';

interface ActDialogProps {
  readonly title: string;
  /** The name of the act on its button. */
  readonly act: string;
  readonly commandWords: readonly string[];
  /** The reason why the act cannot be done; undefined if it can. */
  readonly whyNot?: string | undefined;
  readonly problem: unknown;
  readonly isActing: boolean;
  readonly isLarge?: boolean;
  readonly onAct: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Shows what an act brings before it is done, the command that does the same, and why it was not done. */
export function ActDialog({ title, act, children, problem, isActing, ...props }: ActDialogProps) {
  const { shell } = useTexts();
  const { commandWords, whyNot, isLarge = false, onAct, onClose } = props;
  return (
    <Modal
      visible
      size={isLarge ? 'large' : 'medium'}
      header={title}
      closeAriaLabel={shell.data.close}
      onDismiss={onClose}
      footer={
        <ModalActions>
          <Button variant="link" onClick={onClose}>
            {shell.data.cancel}
          </Button>
          <Button
            variant="primary"
            loading={isActing}
            disabled={whyNot !== undefined}
            {...(whyNot === undefined ? {} : { disabledReason: whyNot })}
            onClick={onAct}
          >
            {act}
          </Button>
        </ModalActions>
      }
    >
      <SpaceBetween size="m">
        {problem !== null && <ProblemAlert problem={problem} isAct />}
        {children}
        <CommandLine words={commandWords} />
      </SpaceBetween>
    </Modal>
  );
}
