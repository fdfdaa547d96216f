import { beginningOf } from './contracts/characters.ts';
import type { WithheldReason } from './contracts/decision.ts';
import { REQUIRED_FIELDS } from './contracts/definition.ts';
import { bytesOf, type MessageDispatched, MOST_MESSAGE_BYTES, type RenderedMessage } from './contracts/dispatch.ts';
import { hasVisibleCharacter } from './contracts/visible.ts';
import { writeWhole } from './contracts/whole-number.ts';
import { oneLine } from './one-line.ts';
import type { TemplateField } from './template-fields.ts';

/** Why the messages of a dispatch are not sent: then none of them is. */
export interface Unsendable {
  readonly reason: WithheldReason & ('render-error' | 'aborted' | 'blank' | 'too-large');
  /** The channel, the field and what is wrong with it, for whoever writes the templates. */
  readonly detail: string;
}

/** The longest detail, in UTF-16 units: it is kept with the decision. */
const MAX_DETAIL = 300;

/** Says why the template of a field stands in the way. */
export function unsendableField(
  { channel, path }: Pick<TemplateField, 'channel' | 'path'>,
  reason: Unsendable['reason'],
  why: string,
): Unsendable {
  return { reason, detail: beginningOf(`${channel} ${path.join('.')}: ${oneLine(why)}`, MAX_DETAIL) };
}

/**
 * Says that a message is not sent because a field that its channel needs is blank (R76). Size comes first (R95), but is measured
 * where a message is written: here only for one that will not be.
 */
export function blankMessage(message: MessageDispatched): Unsendable | undefined {
  const blank = blankField(message.messages);
  return blank !== undefined && bytesOf(message) > MOST_MESSAGE_BYTES ? largeMessage(message) : blank;
}

/** Says how much a message is too large for the bus. */
export function largeMessage(message: MessageDispatched): Unsendable {
  const [bytes, most] = [writeWhole(bytesOf(message)), writeWhole(MOST_MESSAGE_BYTES)];
  return { reason: 'too-large', detail: `the messages and their trigger have ${bytes} bytes, at most ${most}` };
}

function blankField(messages: readonly RenderedMessage[]): Unsendable | undefined {
  for (const { channel, ...fields } of messages) {
    const blank = REQUIRED_FIELDS.get(channel)?.find((field) => !hasVisibleCharacter(String(fields[field])));
    if (blank !== undefined) return unsendableField({ channel, path: [blank] }, 'blank', 'it shows nothing');
  }
  return undefined;
}
