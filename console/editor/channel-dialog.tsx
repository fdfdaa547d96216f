import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import type { EditorTexts } from '../../language/console/editor-en.ts';
import { useTexts } from '../context/texts.tsx';
import { ModalActions } from '../parts/modal-actions.tsx';
import { SentenceList } from '../parts/sentence-list.tsx';
import type { DraftPath } from './draft-path.ts';

interface ChannelDialogProps {
  /** The name of the channel that was chosen. */
  readonly channel: string;
  /** The paths in the message of the fields that it loses. */
  readonly lost: readonly DraftPath[];
  readonly onChange: () => void;
  readonly onClose: () => void;
}

/** Shows the question whether a message becomes one of another channel, with the fields that it loses. */
export function ChannelDialog({ channel, lost, onChange, onClose }: ChannelDialogProps) {
  const { editor, shell } = useTexts();
  const { messages } = editor;
  const { changeChannel: texts } = messages;
  return (
    <Modal
      visible
      header={texts.title(channel)}
      closeAriaLabel={shell.data.close}
      onDismiss={onClose}
      footer={
        <ModalActions>
          <Button variant="link" onClick={onClose}>
            {shell.data.cancel}
          </Button>
          <Button variant="primary" onClick={onChange}>
            {texts.action}
          </Button>
        </ModalActions>
      }
    >
      {texts.lost}
      <SentenceList sentences={lost.map((path) => nameField(path, messages))} />
    </Modal>
  );
}

/** Returns the name of a field of a message, with its language in a translation. */
function nameField(path: DraftPath, { fields, headers, buttons, translations }: EditorTexts['messages']): string {
  const [name = '', language] = [...path].reverse();
  const names: Readonly<Record<string, string>> = { ...fields, headers: headers.title, buttons: buttons.title };
  const named = names[name] ?? String(name);
  return language === undefined ? named : `${translations.item(String(language))}, ${named}`;
}
