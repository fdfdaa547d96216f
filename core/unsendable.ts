import { truncate } from './contracts/characters.ts';
import type { WithheldReason } from './contracts/decision.ts';
import { REQUIRED_FIELDS } from './contracts/definition.ts';
import {
  countMessageBytes,
  MAX_MESSAGE_BYTES,
  type MessageDispatched,
  type RenderedMessage,
} from './contracts/dispatch.ts';
import { hasVisibleCharacter } from './contracts/visible.ts';
import { formatInteger } from './contracts/whole-number.ts';
import { toOneLine } from './one-line.ts';
import type { TemplateField } from './template-fields.ts';

/** Why the messages of a dispatch are not sent: then none of them is. */
export interface Unsendable {
  readonly reason: WithheldReason & ('render-error' | 'aborted' | 'blank' | 'too-large');
  /** The channel, the field and what is wrong with it, for whoever writes the templates. */
  readonly detail: string;
}

/** The longest detail, in UTF-16 units: it is kept with the decision. */
const MAX_DETAIL_UNITS = 300;

/** Says why the template of a field stands in the way. */
export function createFieldProblem(
  { channel, path }: Pick<TemplateField, 'channel' | 'path'>,
  reason: Unsendable['reason'],
  problem: string,
): Unsendable {
  return { reason, detail: truncate(`${channel} ${path.join('.')}: ${toOneLine(problem)}`, MAX_DETAIL_UNITS) };
}

/**
 * Says that a message is not sent because a field that its channel needs is blank (R76). Size comes first (R95), but is measured
 * where a message is written: here only for one that will not be.
 */
export function findBlankMessage(message: MessageDispatched): Unsendable | undefined {
  const blank = findBlankField(message.messages);
  return blank !== undefined && countMessageBytes(message) > MAX_MESSAGE_BYTES ? createSizeProblem(message) : blank;
}

/** Says how much a message is too large for the bus. */
export function createSizeProblem(message: MessageDispatched): Unsendable {
  const [bytes, most] = [formatInteger(countMessageBytes(message)), formatInteger(MAX_MESSAGE_BYTES)];
  return { reason: 'too-large', detail: `the messages and their trigger have ${bytes} bytes, at most ${most}` };
}

function findBlankField(messages: readonly RenderedMessage[]): Unsendable | undefined {
  for (const message of messages) {
    const { channel } = message;
    const blank = REQUIRED_FIELDS.get(channel)?.find((field) => !hasVisibleCharacter(String(message[field])));
    if (blank !== undefined) return createFieldProblem({ channel, path: [blank] }, 'blank', 'it shows nothing');
  }
  return undefined;
}
