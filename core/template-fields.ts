import type { Channel, MessageTemplate } from './contracts/definition.ts';
import type { RenderedMessage } from './contracts/dispatch.ts';
import { listRequiredFields } from './contracts/message-schemas.ts';
import { isObject } from './contracts/object.ts';
import { hasTag } from './html/has-tag.ts';

/** The fields of a message that are not templates. */
const PLAIN_FIELDS = ['channel', 'method', 'bodyFormat'];
const TRANSLATIONS = 'translations';

/** The place of a template in a message: `subject`, `headers` and the name of one, or `buttons`, the number of one and its field. */
export type FieldPath = readonly [string, ...(string | number)[]];

/** A template of a message. */
export interface TemplateField {
  readonly channel: Channel;
  readonly path: FieldPath;
  readonly text: string;
  readonly isRequired: boolean;
  /** True if the text is HTML, so that what it outputs is escaped (R90). */
  readonly isHtml: boolean;
}

/** Returns the templates of a message, or the texts of a rendered one, without those of its translations. */
export function listTemplateFields(message: MessageTemplate): TemplateField[] {
  const { channel } = message;
  const required = listRequiredFields(message);
  return listTexts(message).map(({ path, text }) => ({
    channel,
    path,
    text,
    isRequired: path.length === 1 ? required.includes(path[0]) : path[0] === 'buttons' && path.at(-1) === 'label',
    isHtml: channel === 'email' && path.length === 1 && (path[0] === 'html' || (path[0] === 'body' && hasTag(text))),
  }));
}

/** Returns the translations of a message as messages of their own, which hold the translated fields only. */
export function listTranslations({
  channel,
  translations,
}: MessageTemplate): (readonly [language: string, MessageTemplate])[] {
  if (!isObject(translations)) return [];
  return Object.entries(translations).map(([language, texts]) => [language, { ...Object(texts), channel }]);
}

/** Returns a message in a language: fields that its translation leaves out are those of the message (R93). */
export function translateMessage(message: MessageTemplate, translation: MessageTemplate): MessageTemplate {
  const { [TRANSLATIONS]: _, ...fields } = message;
  const { buttons } = translation;
  const merged = { ...fields, ...translation, channel: message.channel };
  return buttons === undefined ? merged : { ...merged, buttons: translateButtons(fields['buttons'], buttons) };
}

function translateButtons(buttons: unknown, translated: unknown): unknown[] {
  const byId = new Map(toObjects(translated).map((button) => [button['id'], button]));
  return toObjects(buttons).map((button) => ({ ...button, ...byId.get(button['id']) }));
}

function toObjects(list: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** Creates a function that returns a message whose templates are replaced by texts, in their order. */
export function createTemplateFiller(message: MessageTemplate): (texts: readonly string[]) => RenderedMessage {
  const { channel, [TRANSLATIONS]: _, ...fields } = message;
  const { body } = message;
  // The receiver must not judge a rendered text, which a user may have put a tag in.
  const format = channel === 'email' && typeof body === 'string' && hasTag(body) ? { bodyFormat: 'html' } : {};
  const members = Object.entries(fields);
  return (texts) => {
    let next = 0;
    const fillMember = ([name, value]: readonly [string, unknown]): readonly [string, unknown] => [
      name,
      isPlain(name, value) ? value : fill(value),
    ];
    const fill = (value: unknown): unknown => {
      if (typeof value === 'string') return texts[next++];
      if (Array.isArray(value)) return value.map((button) => Object.fromEntries(listButton(button).map(fillMember)));
      return Object.fromEntries(Object.keys(Object(value)).map((name) => [name, texts[next++]]));
    };
    return { ...Object.fromEntries(members.map(fillMember)), ...format, channel };
  };
}

interface TemplateText {
  readonly path: FieldPath;
  readonly text: string;
}

function listTexts({ [TRANSLATIONS]: _, ...fields }: MessageTemplate): TemplateText[] {
  return Object.entries(fields).flatMap(([field, value]): TemplateText[] => {
    if (isPlain(field, value)) return [];
    if (typeof value === 'string') return [{ path: [field], text: value }];
    if (!Array.isArray(value))
      return Object.entries(Object(value)).map(([name, text]) => ({ path: [field, name], text: String(text) }));
    return value.flatMap((button, index) =>
      listButton(button).flatMap(([name, text]) =>
        name === 'id' ? [] : [{ path: [field, index, name] as const, text: String(text) }],
      ),
    );
  });
}

function listButton(button: unknown): [string, unknown][] {
  return Object.entries(Object(button));
}

/** Returns whether a member is no template: of a button its id. */
function isPlain(name: string, value: unknown): boolean {
  return PLAIN_FIELDS.includes(name) || (name === 'id' && typeof value === 'string');
}
