import { describeValue } from '../../core/contracts/fault.ts';
import { isObject } from '../../core/contracts/object.ts';
import { parseJson } from '../../core/contracts/parse-json.ts';
import { rejectMessage } from './reject-message.ts';
import { openSesEnvelope, type SesMessage } from './ses-envelope.ts';

/** The beginning of the text, no JSON, that SES sends when a topic is chosen for events. */
const TOPIC_TEST = 'Successfully validated SNS topic for Amazon SES';

/** The messages of SNS that are about a subscription, not about an email. */
const SUBSCRIPTION_TYPES: readonly unknown[] = ['SubscriptionConfirmation', 'UnsubscribeConfirmation'];

/**
 * Parses the body of a message in a queue: a notification of SNS, what it carried if raw message delivery is on, or an event of
 * EventBridge.
 */
export function parseSnsMessage(text: string): SesMessage {
  const content = parseJson(text);
  if (!isNotification(content)) return openContent(content, text);
  const { Type: type, Message: message, MessageId: messageId } = content;
  if (SUBSCRIPTION_TYPES.includes(type)) return { kind: 'ignored', why: `${describeValue(type)} is about a topic` };
  if (type !== 'Notification') return rejectMessage(['Type'], type, 'Notification');
  if (typeof message !== 'string') return rejectMessage(['Message'], message, 'the text of an event of SES');
  const opened = openContent(parseJson(message), message);
  if (opened.kind !== 'event' || opened.envelopeId !== undefined || typeof messageId !== 'string') return opened;
  return { ...opened, envelopeId: messageId };
}

function isNotification(content: unknown): content is Readonly<Record<string, unknown>> {
  return isObject(content) && 'Type' in content && !('mail' in content);
}

function openContent(content: unknown, text: string): SesMessage {
  if (content === undefined && text.startsWith(TOPIC_TEST))
    return { kind: 'ignored', why: 'a test of the topic by SES' };
  if (!isObject(content)) {
    return rejectMessage([], content ?? text, 'an event of SES, an object as JSON');
  }
  return 'detail-type' in content ? openSesEnvelope(content) : { kind: 'event', body: content };
}
