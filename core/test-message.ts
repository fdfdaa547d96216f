import type { Channel } from './contracts/definition.ts';
import type { RenderedMessage } from './contracts/dispatch.ts';
import { isObject } from './contracts/object.ts';

/** The mark at the begin of the text of a test message. */
const MARK = '[Test] ';
/** The header of the request of a test message. */
const TEST_HEADER = 'campaign-connector-test';

/** Returns a message that shows that a channel works. */
export function createTestMessage(channel: Channel): RenderedMessage {
  const body = 'This is a test message of a Campaign Connector. It belongs to no campaign, and is not counted.';
  switch (channel) {
    case 'email':
      return { channel, subject: 'Campaign Connector', body };
    case 'webhook':
      return { channel, method: 'POST', body: JSON.stringify({ test: true }) };
    default:
      return { channel, title: 'Campaign Connector', body };
  }
}

/** Marks a message as a test, where its reader sees it. A webhook is called at another URL, and marked by a header. */
export function markTestMessage(message: RenderedMessage, to: string): RenderedMessage {
  const { channel, subject, title, body, headers } = message;
  switch (channel) {
    case 'email':
      return { ...message, subject: mark(subject) };
    case 'webhook':
      return { ...message, url: to, headers: { ...(isObject(headers) ? headers : {}), [TEST_HEADER]: 'true' } };
    default:
      return title === undefined ? { ...message, body: mark(body) } : { ...message, title: mark(title) };
  }
}

function mark(text: unknown): string {
  return `${MARK}${typeof text === 'string' ? text : ''}`;
}
