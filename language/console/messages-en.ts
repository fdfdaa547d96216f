import type { LeftOutChannel } from '../../core/contracts/left-out-channel.ts';
import type { DeliveryState } from '../../core/delivery.ts';
import { DELIVERY_REASONS_EN } from '../delivery-reasons-en.ts';

type ReasonSentences = Readonly<Record<string, string>>;

const leftOut: Readonly<Record<LeftOutChannel['reason'], string>> = {
  unsubscribed: DELIVERY_REASONS_EN.unsubscribed,
  unreachable: DELIVERY_REASONS_EN.unreachable,
  undeliverable: DELIVERY_REASONS_EN.undeliverable,
  capped: 'the user had as many messages of this channel as a frequency cap allows',
};

const deliveryStates: Readonly<Record<DeliveryState, string>> = {
  pending: 'Waits to be sent',
  sending: 'Is being sent',
  sent: 'Accepted by the provider',
  refused: 'Refused',
  expired: 'Expired',
  unknown: 'Unknown whether it was sent',
  'held-back': 'Held back',
};

/** The texts about messages, their channels and their deliveries, in English. */
export const messageTextsEn = {
  channels: {
    email: 'Email',
    sms: 'SMS',
    push: 'Push',
    webhook: 'Webhook',
    in_app_message: 'In-app message',
    content_card: 'Content card',
  },
  leftOut,
  deliveryStates,
  deliveryReasons: DELIVERY_REASONS_EN,
  reports: { delivered: 'Delivered', opened: 'Opened', clicked: 'Clicked', bounced: 'Bounced' },
  nextAttempt: 'next attempt',
  attemptUntil: 'until',
  part: (number: number) => `message ${number}`,
  showRemoteImages: 'Load remote pictures',
  whyNoRemoteImages:
    'Pictures of other servers are not loaded: they would report to those servers that the email was opened.',
  remoteImagesShown: 'Pictures of other servers are loaded. Those servers may count this as an open.',
  frameTitle: (subject: string) => `Email: ${subject}`,
  again: 'Rendered again, not what left',
  againText: (version: number) =>
    `These messages were rendered just now, from version ${version} and an example of the trigger. What left for this user earlier may differ.`,
  forVariant: (variant: string) => `variant ${variant}`,
  inLanguage: (language: string) => `language ${language}`,
  target: 'Would go to',
  noTarget: 'No address',
  sender: 'Sender',
  hasSender: 'This installation sends it',
  hasNoSender: 'A consumer has to send it',
  leftOutBecause: 'Left out',
  heldBackBecause: 'Held back',
  missing: 'Variables without a value',
  missingIn: (variable: string, field: string) => `${variable} in ${field}`,
  unsendable: 'Cannot be rendered',
  fields: {
    subject: 'Subject',
    from: 'From',
    replyTo: 'Reply to',
    preheader: 'Preheader',
    html: 'HTML',
    text: 'Plain text',
    body: 'Text',
    title: 'Title',
    url: 'Address',
    imageUrl: 'Picture',
    buttons: 'Buttons',
    method: 'Method',
    headers: 'Headers',
  } satisfies ReasonSentences,
  leavesAt: 'Would be due, if the trigger came now',
  quietUntil: 'Quiet hours would hold it until',
  pausedNow: 'The campaign is paused: nothing leaves until it is resumed.',
  control: 'The user is in the control group, and would be sent nothing.',
  wouldBeWithheld: 'Nothing would be sent',
  faults: 'The campaign has faults, so that nothing is rendered',
  warnings: 'Warnings',
  trigger: 'The example of the trigger',
};

/** The texts about messages, their channels and their deliveries. */
export type MessageTexts = typeof messageTextsEn;
