import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { CHANNELS, type Channel } from '../../core/contracts/definition.ts';
import { useTexts } from '../context/texts.tsx';
import { ButtonFields } from './button-fields.tsx';
import { changeChannel } from './change-channel.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, readPath } from './draft-path.ts';
import { canChangeEmailForm, changeEmailForm, type EmailForm, findEmailForm } from './email-form.ts';
import { ChoiceAt } from './fields.tsx';
import { HeaderFields } from './header-fields.tsx';
import { findChannel, listUnknownFields, MESSAGE_FIELDS, type OtherField, type TextField } from './message-fields.ts';
import { FoldedTexts, MessageTextFields } from './message-text-fields.tsx';
import { OnlyInText } from './only-in-text.tsx';
import { TranslationsEditor } from './translations-editor.tsx';

const METHODS = { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE' };

/** Shows the channel of a message and the fields of that channel. */
export function MessageEditor({ path }: { readonly path: DraftPath }) {
  const { editor } = useTexts();
  const { messages: texts } = editor;
  const { content, isLocked, write } = useDraftForm();
  const written = readPath(content, path);
  const message = Object(written);
  const channel = findChannel(message);
  const options = CHANNELS.map((value) => ({ value, label: texts.channels[value] }));
  const [asked, setAsked] = useState<Channel>();
  const choose = (name: string | undefined) => {
    const next = CHANNELS.find((each) => each === name);
    if (next === undefined || next === channel) return;
    const { writes, lost } = changeChannel(written, path, next);
    if (lost.length === 0) write(...writes);
    else setAsked(next);
  };
  return (
    <SpaceBetween size="s">
      <FormField label={texts.channel}>
        <Select
          selectedOption={options.find(({ value }) => value === channel) ?? null}
          options={options}
          disabled={isLocked}
          onChange={({ detail }) => choose(detail.selectedOption.value)}
        />
      </FormField>
      {asked && (
        <ChannelDialog
          channel={texts.channels[asked]}
          lost={changeChannel(written, path, asked).lost}
          onChange={() => {
            write(...changeChannel(written, path, asked).writes);
            setAsked(undefined);
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
      {channel !== undefined && <ChannelFields path={path} channel={channel} />}
      {channel !== undefined && <OnlyInText path={path} fields={listUnknownFields(message, channel)} />}
    </SpaceBetween>
  );
}

/** Shows the texts of a message, and the other fields of its channel. */
function ChannelFields({ path, channel }: { readonly path: DraftPath; readonly channel: Channel }) {
  const { texts, others } = MESSAGE_FIELDS[channel];
  const controls: Readonly<Record<OtherField, React.ReactNode>> = {
    method: <MethodField path={path} />,
    headers: <HeaderFields path={[...path, 'headers']} />,
    buttons: <ButtonFields path={path} />,
    translations: <TranslationsEditor path={path} channel={channel} />,
  };
  return (
    <SpaceBetween size="s">
      {channel === 'email' ? (
        <EmailTexts path={path} names={texts} />
      ) : (
        <FoldedTexts path={path} channel={channel} names={texts} />
      )}
      {others.map((name) => (
        <div key={name}>{controls[name]}</div>
      ))}
    </SpaceBetween>
  );
}

/** Shows the texts of an email in the form of its content, and another form to choose; if a text would be lost by it, why it stays. */
function EmailTexts({ path, names }: { readonly path: DraftPath; readonly names: readonly TextField[] }) {
  const { form, forms, keepsForm } = useTexts().editor.messages;
  const { content, isLocked, write } = useDraftForm();
  const message = readPath(content, path);
  const [chosen, setChosen] = useState<EmailForm>();
  const isKept = chosen !== undefined && findEmailForm(message) !== chosen && !canChangeEmailForm(message, chosen);
  const options = (['body', 'parts'] as const).map((id: EmailForm) => ({ id, text: forms[id], disabled: isLocked }));
  return (
    <SpaceBetween size="s">
      <MessageTextFields path={path} channel="email" names={['subject']} />
      <FormField label={form} warningText={isKept && keepsForm[chosen]}>
        <SegmentedControl
          selectedId={findEmailForm(message)}
          label={form}
          options={options}
          onChange={({ detail }) => {
            const next = options.find(({ id }) => id === detail.selectedId)?.id;
            setChosen(next);
            if (next !== undefined) write(...changeEmailForm(message, path, next));
          }}
        />
      </FormField>
      <FoldedTexts path={path} channel="email" names={names.filter((name) => name !== 'subject')} />
    </SpaceBetween>
  );
}

function MethodField({ path }: { readonly path: DraftPath }) {
  const { fields, defaultMethod } = useTexts().editor.messages;
  return <ChoiceAt path={[...path, 'method']} label={fields.method} choices={METHODS} unset={defaultMethod} />;
}
