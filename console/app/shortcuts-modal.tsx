import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import { useTexts } from '../context/texts.tsx';

/** Lists the keyboard shortcuts. */
export function ShortcutsModal({ isShown, onClose }: { readonly isShown: boolean; readonly onClose: () => void }) {
  const { shell } = useTexts();
  const { shortcuts } = shell;
  const items = [
    ['/', shortcuts.search],
    ['?', shortcuts.help],
    ['g c', shortcuts.campaigns],
    ['g r', shortcuts.refused],
    ['Esc', shortcuts.close],
  ] as const;
  return (
    <Modal visible={isShown} onDismiss={onClose} header={shortcuts.title} closeAriaLabel={shell.data.close}>
      <KeyValuePairs
        columns={2}
        items={items.map(([keys, label]) => ({ label, value: <Box variant="code">{keys}</Box> }))}
      />
    </Modal>
  );
}
