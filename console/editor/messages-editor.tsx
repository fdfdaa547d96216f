import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CHANNELS } from '../../core/contracts/definition.ts';
import { useTexts } from '../context/texts.tsx';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, readList, readPath } from './draft-path.ts';
import { MessageEditor } from './message-editor.tsx';
import { createMessage } from './message-fields.ts';

/** Shows the messages of a campaign or of a variant. */
export function MessagesEditor({ path }: { readonly path: DraftPath }) {
  const { messages: texts } = useTexts().editor;
  const { content, isLocked, write } = useDraftForm();
  const messages = readList(content, path);
  const add = () => {
    const message = createMessage('email');
    write(messages.length === 0 ? { path, value: [message] } : { path: [...path, messages.length], value: message });
  };
  return (
    <SpaceBetween size="l">
      {messages.map((message, index) => {
        const channel = CHANNELS.find((each) => each === readPath(message, ['channel']));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message is its place in the text.
          <SpaceBetween key={index} size="s">
            <Header
              variant="h3"
              actions={
                messages.length > 1 && (
                  <Button
                    disabled={isLocked}
                    iconName="remove"
                    ariaLabel={texts.remove(index + 1)}
                    onClick={() => write({ path: [...path, index], value: undefined })}
                  />
                )
              }
            >
              {texts.message(index + 1, channel === undefined ? '' : texts.channels[channel])}
            </Header>
            <MessageEditor path={[...path, index]} />
          </SpaceBetween>
        );
      })}
      <Button iconName="add-plus" onClick={add} disabled={isLocked}>
        {texts.add}
      </Button>
    </SpaceBetween>
  );
}
