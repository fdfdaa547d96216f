import type { Channel, FollowUpDefinition, MessageTemplate } from './contracts/definition.ts';
import type { Fault } from './contracts/fault.ts';

/** The messages that are dispatched together: those of a campaign, or of one of its variants. */
export interface MessageList {
  readonly messages: readonly MessageTemplate[];
  /** The path of the list in the definition: `messages`, or such as `variants.0.messages`. */
  readonly path: Fault['path'];
  /** The name of the variant, if the campaign has variants. */
  readonly variant?: string;
}

/** A message of a campaign, and its path in the definition. */
export interface PlacedMessage extends Omit<MessageList, 'messages'> {
  readonly message: MessageTemplate;
}

/** The parts of a definition that hold its messages. */
export type MessageFields = Pick<FollowUpDefinition, 'messages' | 'variants'>;

/** Returns the lists of messages of a campaign: one, or one of each variant. */
export function listMessageLists({ messages, variants = [] }: MessageFields): MessageList[] {
  return [
    ...(messages === undefined ? [] : [{ messages, path: ['messages'] }]),
    ...variants.map((variant, index) => ({
      messages: variant.messages,
      path: ['variants', index, 'messages'],
      variant: variant.name,
    })),
  ];
}

/** Returns the messages of a list, each with its path. */
export function placeMessages({ messages, path, ...list }: MessageList): PlacedMessage[] {
  return messages.map((message, index) => ({ ...list, message, path: [...path, index] }));
}

/** Returns the messages of a campaign, those of all its variants, with their paths such as `messages.1` and `variants.0.messages.1`. */
export function listMessages(definition: MessageFields): PlacedMessage[] {
  return listMessageLists(definition).flatMap(placeMessages);
}

/** Returns the messages of a variant; without one, those of a campaign that has no variants. */
export function getMessages(definition: MessageFields, variant?: string): readonly MessageTemplate[] {
  return listMessageLists(definition).find((list) => list.variant === variant)?.messages ?? [];
}

/** Returns the channels of the messages of a campaign, those of all its variants, each once. */
export function listChannels(definition: MessageFields): Set<Channel> {
  return new Set(listMessages(definition).map(({ message: { channel } }) => channel));
}
