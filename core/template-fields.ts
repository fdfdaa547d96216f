import { type Channel, type MessageTemplate, REQUIRED_FIELDS } from './contracts/definition.ts';
import type { RenderedMessage } from './contracts/dispatch.ts';

/** The fields of a message that are not templates. */
const PLAIN_FIELDS = ['channel', 'method'];

/** The place of a template in a message: `subject`, or `headers` and the name of one. */
export type FieldPath = readonly [string, ...string[]];

/** A template of a message. */
export interface TemplateField {
  readonly channel: Channel;
  readonly path: FieldPath;
  readonly text: string;
  readonly isRequired: boolean;
}

/** Returns the templates of a message. */
export function listTemplateFields({ channel, ...fields }: MessageTemplate): TemplateField[] {
  const required = REQUIRED_FIELDS.get(channel) ?? [];
  return Object.entries(fields).flatMap(([field, value]): TemplateField[] => {
    if (PLAIN_FIELDS.includes(field)) return [];
    const createField = (path: FieldPath, text: unknown) => ({
      channel,
      path,
      text: String(text),
      isRequired: required.includes(field),
    });
    return isTemplate(value)
      ? [createField([field], value)]
      : Object.entries(Object(value)).map(([name, text]) => createField([field, name], text));
  });
}

/** Creates a function that returns a message whose templates are replaced by texts, in their order. */
export function createTemplateFiller({
  channel,
  ...fields
}: MessageTemplate): (texts: readonly string[]) => RenderedMessage {
  const members = Object.entries(fields);
  return (texts) => {
    let next = 0;
    const fill = () => texts[next++];
    const filled = members.map(([field, value]) => {
      if (PLAIN_FIELDS.includes(field)) return [field, value];
      if (isTemplate(value)) return [field, fill()];
      return [field, Object.fromEntries(Object.keys(Object(value)).map((name) => [name, fill()]))];
    });
    return { ...Object.fromEntries(filled), channel };
  };
}

function isTemplate(value: unknown): boolean {
  return typeof value === 'string';
}
