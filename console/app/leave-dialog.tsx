import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import { useTexts } from '../context/texts.tsx';
import { ModalActions } from '../parts/modal-actions.tsx';

interface LeaveDialogProps {
  readonly isShown: boolean;
  readonly onStay: () => void;
  readonly onLeave: () => void;
}

/** Shows the question whether the reader leaves without saving. */
export function LeaveDialog({ isShown, onStay, onLeave }: LeaveDialogProps) {
  const { editor, shell } = useTexts();
  const { leave: texts } = editor;
  return (
    <Modal
      visible={isShown}
      header={texts.title}
      closeAriaLabel={shell.data.close}
      onDismiss={onStay}
      footer={
        <ModalActions>
          <Button variant="link" onClick={onLeave}>
            {texts.leave}
          </Button>
          <Button variant="primary" onClick={onStay}>
            {texts.stay}
          </Button>
        </ModalActions>
      }
    >
      {texts.text}
    </Modal>
  );
}
