import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { CHANNELS, type Channel } from '../../core/contracts/definition.ts';
import { useTexts } from '../context/texts.tsx';
import { type DraftPath, readPath, toFieldText, useDraftForm } from './draft-form.ts';
import { ChoiceAt, TextFieldAt } from './fields.tsx';
import { OnlyInText } from './only-in-text.tsx';

const CARD_FIELDS = ['title', 'body', 'url', 'imageUrl'];
const METHODS = { GET: 'GET', POST: 'POST', PUT: 'PUT', PATCH: 'PATCH', DELETE: 'DELETE' };

/** The fields of each channel that the form shows. */
const SHOWN_FIELDS: Readonly<Record<Channel, readonly string[]>> = {
  email: ['subject', 'body', 'html', 'text', 'preheader', 'from', 'replyTo'],
  sms: ['body'],
  push: ['title', 'body', 'url'],
  webhook: ['url', 'method', 'body'],
  in_app_message: CARD_FIELDS,
  content_card: CARD_FIELDS,
};

/** Creates an empty message of a channel, with the text of the message that it takes the place of. */
export function createMessage(channel: Channel, body = ''): Readonly<Record<string, unknown>> {
  if (channel === 'email') return { channel, subject: '', body };
  return channel === 'webhook' ? { channel, url: '', ...(body === '' ? {} : { body }) } : { channel, body };
}

/** Shows the channel of a message and the fields of that channel. */
export function MessageEditor({ path }: { readonly path: DraftPath }) {
  const { editor } = useTexts();
  const { messages: texts } = editor;
  const { content, isLocked, write } = useDraftForm();
  const message = Object(readPath(content, path));
  const channel = CHANNELS.find((each) => each === message.channel);
  const options = CHANNELS.map((value) => ({ value, label: texts.channels[value] }));
  const change = (name: string | undefined) => {
    const next = CHANNELS.find((each) => each === name);
    const body = toFieldText(message.body ?? message.html ?? message.text);
    if (next !== undefined && next !== channel) write({ path, value: createMessage(next, body) });
  };
  return (
    <SpaceBetween size="s">
      <FormField label={texts.channel}>
        <Select
          selectedOption={options.find(({ value }) => value === channel) ?? null}
          options={options}
          disabled={isLocked}
          onChange={({ detail }) => change(detail.selectedOption.value)}
        />
      </FormField>
      {channel !== undefined && <ChannelFields path={path} channel={channel} />}
      {channel !== undefined && (
        <OnlyInText
          path={path}
          fields={Object.keys(message).filter((field) => field !== 'channel' && !SHOWN_FIELDS[channel].includes(field))}
        />
      )}
    </SpaceBetween>
  );
}

function ChannelFields({ path, channel }: { readonly path: DraftPath; readonly channel: Channel }) {
  const { fields } = useTexts().editor.messages;
  const at = (name: string) => [...path, name];
  switch (channel) {
    case 'email':
      return <EmailFields path={path} />;
    case 'sms':
      return <TextFieldAt path={at('body')} label={fields.body} rows={4} />;
    case 'webhook':
      return <WebhookFields path={path} />;
    case 'push':
      return (
        <SpaceBetween size="s">
          <TextFieldAt path={at('title')} label={fields.title} isOptional />
          <TextFieldAt path={at('body')} label={fields.body} rows={3} />
          <TextFieldAt path={at('url')} label={fields.url} isOptional />
        </SpaceBetween>
      );
    default:
      return (
        <SpaceBetween size="s">
          <TextFieldAt path={at('title')} label={fields.title} isOptional />
          <TextFieldAt path={at('body')} label={fields.body} rows={4} />
          <TextFieldAt path={at('url')} label={fields.url} isOptional />
          <TextFieldAt path={at('imageUrl')} label={fields.imageUrl} isOptional />
        </SpaceBetween>
      );
  }
}

function EmailFields({ path }: { readonly path: DraftPath }) {
  const { editor } = useTexts();
  const { fields, hints, form, forms, more } = editor.messages;
  const { content, isLocked, write } = useDraftForm();
  const at = (name: string) => [...path, name];
  const [body, html, text] = ['body', 'html', 'text'].map((name) => readPath(content, at(name)));
  const isInParts = body === undefined && (html !== undefined || text !== undefined);
  const choose = (chosen: string) => {
    if (chosen === 'parts' && !isInParts)
      write({ path: at('html'), value: body ?? '' }, { path: at('body'), value: undefined });
    if (chosen === 'body' && isInParts)
      write(
        { path: at('body'), value: html ?? text },
        ...(html === undefined ? [] : [{ path: at('html'), value: undefined }]),
        ...(text === undefined ? [] : [{ path: at('text'), value: undefined }]),
      );
  };
  return (
    <SpaceBetween size="s">
      <TextFieldAt path={at('subject')} label={fields.subject} />
      <FormField label={form}>
        <SegmentedControl
          selectedId={isInParts ? 'parts' : 'body'}
          label={form}
          options={[
            { id: 'body', text: forms.body, disabled: isLocked },
            { id: 'parts', text: forms.parts, disabled: isLocked },
          ]}
          onChange={({ detail }) => choose(detail.selectedId)}
        />
      </FormField>
      {isInParts ? (
        <SpaceBetween size="s">
          <TextFieldAt path={at('html')} label={fields.html} isOptional={text !== undefined} rows={8} />
          <TextFieldAt
            path={at('text')}
            label={fields.text}
            hint={hints.text}
            isOptional={html !== undefined}
            rows={4}
          />
        </SpaceBetween>
      ) : (
        <TextFieldAt path={at('body')} label={fields.body} hint={hints.body} rows={6} />
      )}
      <ExpandableSection headerText={more} variant="footer">
        <SpaceBetween size="s">
          <TextFieldAt path={at('preheader')} label={fields.preheader} hint={hints.preheader} isOptional />
          <TextFieldAt path={at('from')} label={fields.from} hint={hints.from} isOptional />
          <TextFieldAt path={at('replyTo')} label={fields.replyTo} isOptional />
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}

function WebhookFields({ path }: { readonly path: DraftPath }) {
  const { fields, defaultMethod } = useTexts().editor.messages;
  return (
    <SpaceBetween size="s">
      <TextFieldAt path={[...path, 'url']} label={fields.webhookUrl} />
      <ChoiceAt path={[...path, 'method']} label={fields.method} choices={METHODS} unset={defaultMethod} />
      <TextFieldAt path={[...path, 'body']} label={fields.body} rows={6} isOptional />
    </SpaceBetween>
  );
}
