import type { Channel } from './contracts/definition.ts';

/** The number of characters at the end of a phone number or a token that are shown. */
const SHOWN_AT_END = 2;

/**
 * Returns the target of a delivery as it is shown to people: `a…@example.com`, of a phone number or the token of a device the last two
 * characters, and hosts and ids of users whole.
 */
export function maskTarget(channel: Channel, target: string): string {
  switch (channel) {
    case 'email':
      return maskEmail(target);
    case 'sms':
    case 'push':
      return maskBeginning(target);
    case 'webhook':
    case 'in_app_message':
    case 'content_card':
      return target;
  }
}

function maskEmail(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address;
  return at <= 0 ? '…' : `${first}…${address.slice(at)}`;
}

function maskBeginning(text: string): string {
  const characters = [...text];
  return characters.length <= SHOWN_AT_END ? '…' : `…${characters.slice(-SHOWN_AT_END).join('')}`;
}
