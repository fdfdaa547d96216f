import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Channel } from '../../core/contracts/definition.ts';
import { useTexts } from '../context/texts.tsx';
import { useDraftForm } from './draft-form.ts';
import { type DraftPath, readPath, toFieldText } from './draft-path.ts';
import { findEmailForm } from './email-form.ts';
import { TextFieldAt } from './fields.tsx';
import { isOptionalText, RARE_FIELDS, type TextField } from './message-fields.ts';
import { writeMember } from './write-member.ts';

interface MessageTextFieldsProps {
  /** The path of the message. */
  readonly path: DraftPath;
  readonly channel: Channel;
  readonly names: readonly TextField[];
  /** The language whose translation is shown; absent for the message itself. */
  readonly language?: string;
}

/** The number of lines of the texts that may have several. */
const ROWS: Partial<Readonly<Record<TextField, number>>> = { body: 5, html: 8, text: 4 };

/** Shows texts of a message, or of its translation with the texts of the message in the place of those that it leaves out. */
export function MessageTextFields({ path, channel, names, language }: MessageTextFieldsProps) {
  const { fields, hints } = useTexts().editor.messages;
  const { content, write } = useDraftForm();
  const message = Object(readPath(content, path));
  const of = language === undefined ? path : [...path, 'translations', language];
  const ownHints: Partial<Readonly<Record<TextField, string>>> = channel === 'email' ? hints : {};
  return names.map((name) => {
    const label = channel === 'webhook' && name === 'url' ? fields.webhookUrl : fields[name];
    const rows = ROWS[name];
    const shared = { path: [...of, name], label, ...(rows === undefined ? {} : { rows }) };
    if (language === undefined)
      return (
        <TextFieldAt key={name} {...shared} hint={ownHints[name]} isOptional={isOptionalText(message, channel, name)} />
      );
    return (
      <TextFieldAt
        key={name}
        {...shared}
        placeholder={toFieldText(message[name])}
        onValue={(value) =>
          write(writeMember(content, { path: of, name, value: value === '' ? undefined : value, staysEmpty: true }))
        }
      />
    );
  });
}

/** Shows the texts of a message or of its translation that its form has; those of an email that most leave out are folded. */
export function FoldedTexts({ names, ...props }: MessageTextFieldsProps) {
  const { more } = useTexts().editor.messages;
  const { content } = useDraftForm();
  const message = Object(readPath(content, props.path));
  const unused: readonly string[] = findEmailForm(message) === 'parts' ? ['body'] : ['html', 'text'];
  const shown = props.channel === 'email' ? names.filter((name) => !unused.includes(name)) : names;
  const rare = shown.filter((name) => RARE_FIELDS.includes(name));
  return (
    <SpaceBetween size="s">
      <MessageTextFields {...props} names={shown.filter((name) => !RARE_FIELDS.includes(name))} />
      {rare.length > 0 && (
        <ExpandableSection headerText={more} variant="footer">
          <SpaceBetween size="s">
            <MessageTextFields {...props} names={rare} />
          </SpaceBetween>
        </ExpandableSection>
      )}
    </SpaceBetween>
  );
}
