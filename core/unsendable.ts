import { truncate } from './contracts/characters.ts';
import type { WithheldReason } from './contracts/decision.ts';
import {
  countMessageBytes,
  isMessageTooLarge,
  MAX_MESSAGE_BYTES,
  type MessageDispatched,
  type RenderedMessage,
} from './contracts/dispatch.ts';
import { formatInteger } from './contracts/format-integer.ts';
import { listRequiredFields } from './contracts/message-schemas.ts';
import { hasVisibleCharacter } from './contracts/visible-character.ts';
import type { FieldPath, TemplateField } from './template-fields.ts';
import { toOneLine } from './to-one-line.ts';

/** The reason why none of the messages of a dispatch is sent. */
export interface Unsendable {
  readonly reason: WithheldReason & ('render-error' | 'aborted' | 'blank' | 'too-large');
  /** The channel, the field and its fault, for the author of the templates. */
  readonly detail: string;
}

/** The maximum length of a detail in UTF-16 units. It is stored with the decision. */
const MAX_DETAIL_UNITS = 300;

/** Returns the reason with the channel and the path of a field. */
export function createFieldProblem(
  { channel, path }: Pick<TemplateField, 'channel' | 'path'>,
  reason: Unsendable['reason'],
  problem: string,
): Unsendable {
  return { reason, detail: truncate(`${channel} ${path.join('.')}: ${toOneLine(problem)}`, MAX_DETAIL_UNITS) };
}

/**
 * Checks that no required field of a message is blank (R76). A message that is also too large is refused for its size (R95). The size of
 * other messages is checked where they are written.
 */
export function findBlankMessage(message: MessageDispatched): Unsendable | undefined {
  const blank = findBlankField(message.messages);
  return blank !== undefined && isMessageTooLarge(message) ? createSizeProblem(message) : blank;
}

/** Returns the reason for a message that is too large for the bus, with its size. */
export function createSizeProblem(message: MessageDispatched): Unsendable {
  const [bytes, max] = [formatInteger(countMessageBytes(message)), formatInteger(MAX_MESSAGE_BYTES)];
  return { reason: 'too-large', detail: `the messages and their trigger have ${bytes} bytes, at most ${max}` };
}

function findBlankField(messages: readonly RenderedMessage[]): Unsendable | undefined {
  for (const message of messages) {
    const blank = findBlankPath(message);
    if (blank !== undefined)
      return createFieldProblem({ channel: message.channel, path: blank }, 'blank', 'it shows nothing');
  }
  return undefined;
}

function findBlankPath(message: RenderedMessage): FieldPath | undefined {
  const field = listRequiredFields(message).find((name) => isBlank(message[name]));
  if (field !== undefined) return [field];
  const buttons: readonly unknown[] = Array.isArray(message['buttons']) ? message['buttons'] : [];
  const index = buttons.findIndex((button) => isBlank(Object(button).label));
  return index === -1 ? undefined : ['buttons', index, 'label'];
}

function isBlank(text: unknown): boolean {
  return !hasVisibleCharacter(String(text));
}
