import { CHANNELS, type Channel } from '../../core/contracts/definition.ts';
import { listRequiredFields } from '../../core/contracts/message-schemas.ts';

/** A field of a message that is one template. */
export type TextField =
  | 'subject'
  | 'body'
  | 'html'
  | 'text'
  | 'preheader'
  | 'from'
  | 'replyTo'
  | 'title'
  | 'url'
  | 'imageUrl';

/** A field of a message that has controls of its own. */
export type OtherField = 'method' | 'headers' | 'buttons' | 'translations';

/** The fields of the messages of a channel, in the order in which the form shows them. */
export interface ChannelFields {
  readonly texts: readonly TextField[];
  readonly others: readonly OtherField[];
  /** The texts that a translation has; its buttons come beside them. */
  readonly translated: readonly TextField[];
}

const EMAIL_TEXTS = ['subject', 'body', 'html', 'text', 'preheader', 'from', 'replyTo'] as const;
const PUSH_TEXTS = ['title', 'body', 'url'] as const;
const CARD_TEXTS = ['title', 'body', 'url', 'imageUrl'] as const;
const CARD_FIELDS: ChannelFields = { texts: CARD_TEXTS, others: ['buttons', 'translations'], translated: CARD_TEXTS };

/** The fields of messages, by channel. A test holds them to the schemas. */
export const MESSAGE_FIELDS: Readonly<Record<Channel, ChannelFields>> = {
  email: { texts: EMAIL_TEXTS, others: ['translations'], translated: EMAIL_TEXTS },
  sms: { texts: ['body'], others: ['translations'], translated: ['body'] },
  push: { texts: PUSH_TEXTS, others: ['translations'], translated: PUSH_TEXTS },
  webhook: { texts: ['url', 'body'], others: ['method', 'headers', 'translations'], translated: ['body'] },
  in_app_message: CARD_FIELDS,
  content_card: CARD_FIELDS,
};

/** The fields of a button, of which the id has a control of its own. */
export const BUTTON_FIELDS = ['id', 'label', 'url'] as const;

/** The fields of an email that most leave out. */
export const RARE_FIELDS: readonly TextField[] = ['preheader', 'from', 'replyTo'];

/** Returns the channel of a message; undefined if it has none that is known. */
export function findChannel(message: Readonly<Record<string, unknown>>): Channel | undefined {
  return CHANNELS.find((each) => each === message['channel']);
}

/** Returns whether a text may be left out of a message. Of the parts of an email the last one stays. */
export function isOptionalText(message: Readonly<Record<string, unknown>>, channel: Channel, name: TextField): boolean {
  if (name === 'html') return message['text'] !== undefined;
  if (name === 'text') return message['html'] !== undefined;
  if (channel === 'email' && name === 'body') return false;
  return !listRequiredFields({ ...message, channel }).includes(name);
}

/** Returns the fields of a message that no channel form shows: the campaign definition does not allow them. */
export function listUnknownFields(message: Readonly<Record<string, unknown>>, channel: Channel): readonly string[] {
  const { texts, others } = MESSAGE_FIELDS[channel];
  const shown: readonly string[] = ['channel', ...texts, ...others];
  return Object.keys(message).filter((field) => !shown.includes(field));
}

/** Creates a message of a channel with the fields that it needs, which are empty. */
export function createMessage(channel: Channel): Readonly<Record<string, unknown>> {
  if (channel === 'email') return { channel, subject: '', body: '' };
  return channel === 'webhook' ? { channel, url: '' } : { channel, body: '' };
}
