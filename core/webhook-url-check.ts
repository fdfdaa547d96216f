import { describeValue, type Fault } from './contracts/fault.ts';
import type { PlacedMessage } from './list-messages.ts';

/** The beginning of a URL whose host is literal (R88): nothing that a template renders can be a part of it, or follow it directly. */
const LITERAL_HOST = /^(https?):\/\/([^\s/?#\\@:{}%<>"'`[\]]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?=[/?#]|$)/i;
/** The beginning of a URL with a user or a password. */
const USER = /^https?:\/\/[^\s/?#]*@/i;

const EXPECTED =
  'a URL that begins with https:// and the name of a host, before any expression and without a user, such as https://hooks.example.com/orders';

/** A webhook of a campaign, and its place. */
interface WebhookUrl {
  readonly path: Fault['path'];
  readonly url: string;
}

function listWebhookUrls(messages: readonly PlacedMessage[]): WebhookUrl[] {
  return messages.flatMap(({ message: { channel, url }, path }) =>
    channel === 'webhook' && typeof url === 'string' ? [{ path: [...path, 'url'], url: url.trim() }] : [],
  );
}

/** Returns the faults of webhooks whose host is not literal: an event or a profile would choose who gets the message (R88). */
export function findWebhookUrlFaults(messages: readonly PlacedMessage[]): Fault[] {
  return listWebhookUrls(messages)
    .filter(({ url }) => !LITERAL_HOST.test(url))
    .map(({ path, url }) => ({
      path,
      // The user of a URL is often followed by a password.
      found: USER.test(url) ? 'a user before the host' : describeValue(url),
      expected: EXPECTED,
    }));
}

/** Returns the paths of the webhooks over plain HTTP, which is not encrypted. */
export function findPlainHttpUrls(messages: readonly PlacedMessage[]): Fault['path'][] {
  return listWebhookUrls(messages).flatMap(({ path, url }) => (/^http:/i.test(url) ? [path] : []));
}
