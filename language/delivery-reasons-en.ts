import type { DeliveryReasonCode } from '../core/contracts/delivery-reason.ts';

/** The reasons of deliveries as English sentences. */
export const DELIVERY_REASONS_EN: Readonly<Record<DeliveryReasonCode, string>> = {
  unsubscribed: 'the user did not consent to this channel',
  unreachable: 'the user has no address on this channel',
  undeliverable: 'the address of the user cannot be reached',
  'sending-off': 'this installation sends nothing: its mode is off',
  'not-on-allow-list': 'the mode of this installation is allow-list, and its address is not on the list',
  'no-answer': 'the provider did not answer, so that the message may have left or not',
  'not-tried': 'there was no attempt before it was too late',
  gone: 'the receiver does not exist any more',
  'not-an-address': 'the target is no address',
  'bad-from': 'the sender of the message is no address that mail servers take, or its name is too long',
  'bad-reply-to': 'the address for replies is none that mail servers take, or its name is too long',
  'no-body': 'the message has no text',
  'no-unsubscribe-link': 'the message asks for a link to unsubscribe, and this installation has none',
  'bad-unsubscribe-link': 'the link to unsubscribe of this installation is no web address',
  'not-a-url': 'the address of the webhook is no web address',
  'not-https': 'the address of the webhook does not begin with https://',
  'has-user': 'the address of the webhook has a user name or a password',
  'port-not-allowed': 'the address of the webhook has another port than 443',
  'host-not-allowed': 'the host of the webhook, or its port, is not one that this installation may call',
  'private-address': 'the host of the webhook has an address that is not public',
  'bad-request': 'the method, the headers or the body of the webhook are not as expected',
  'bad-header': 'a header of the webhook has a name or a value that cannot be sent',
  'malformed-message': 'the message has no text, or a field that an inbox cannot show',
};

/** Returns the reason of a delivery in words (R80). One that is no code, such as the answer of a provider, is returned as it is. */
export function explainDeliveryReason(reason: string): string {
  return isDeliveryReason(reason) ? DELIVERY_REASONS_EN[reason] : reason;
}

function isDeliveryReason(reason: string): reason is DeliveryReasonCode {
  return Object.hasOwn(DELIVERY_REASONS_EN, reason);
}
