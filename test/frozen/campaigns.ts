import { followUpOfTarget } from '../harness/adapters/sample.ts';

const EMAIL = {
  channel: 'email',
  subject: 'Did you see {{ trigger.subject }}?',
  body: 'Dear {{ user.firstName }}',
} as const;

/** The selector is longer than 300 characters as text: rows name it by its beginning and a digest. */
const UNSUBSCRIBED = {
  behavior: 'custom_event.performed',
  name: 'unsubscribed',
  where: { list: { $in: Array.from({ length: 40 }, (_, index) => `list-${100 + index}`) } },
} as const;

/** A follow-up with everything a campaign can say: it waits an hour, and each user receives it once. */
export const REMINDER = followUpOfTarget('reminder', 'welcome', {
  name: 'Remind who did not open',
  exceptions: [
    { interaction: 'email.opened', campaign: 'welcome' },
    { behavior: 'purchase.made', where: { price: { $gte: 10 } } },
    UNSUBSCRIBED,
  ],
  audience: { plan: { $in: ['gold', 'silver'] } },
  recheckAudience: true,
  messages: [
    EMAIL,
    { channel: 'sms', body: 'Hello {{ user.id }}' },
    { channel: 'push', title: 'Hello', body: 'You have mail' },
    { channel: 'webhook', url: 'https://example.com/hook', method: 'POST', body: '{}', headers: { 'x-from': 'us' } },
    { channel: 'in_app_message', body: 'Hello', title: 'Hello', url: 'https://example.com' },
    { channel: 'content_card', body: 'Hello' },
  ],
});

/** An edit of it: one more trigger, which counts since the edit, and another subject. */
export const EDITED_REMINDER = {
  ...REMINDER,
  triggers: [...REMINDER.triggers, { behavior: 'custom_event.performed', name: 'trial.started' } as const],
  messages: [{ ...EMAIL, subject: 'Second version' }],
};

/** A follow-up whose trigger is its exception too: a purchase restarts the wait. */
export const AGAIN = followUpOfTarget('again', '', {
  triggers: [{ behavior: 'purchase.made' }],
  exceptions: [{ behavior: 'purchase.made' }],
  delay: '30 minutes',
  reeligibility: '1 day',
});

/** A follow-up that leaves at once and as often as it is triggered; it sends nothing to muted users. */
export const IMMEDIATE = followUpOfTarget('at-once', '', {
  triggers: [{ behavior: 'session.started' }],
  delay: 'none',
  reeligibility: 'immediately',
  messages: [{ channel: 'push', body: '{% if user.muted %}{% abort_message "muted" %}{% endif %}Hello' }],
});

/** A follow-up in which a user can wait many times at once. */
export const EACH_NEWS = followUpOfTarget('each-news', 'news', {
  delay: '2 hours',
  reeligibility: 'immediately',
  precision: '1 second',
});

/** A follow-up of each thing in a cart, unless that same thing is bought. */
export const COMPARED = followUpOfTarget('compared', '', {
  triggers: [{ behavior: 'custom_event.performed', name: 'cart.filled' }],
  exceptions: [{ behavior: 'custom_event.performed', name: 'cart.bought', sameAsTrigger: ['item'] }],
  delay: '30 minutes',
  reeligibility: 'immediately',
});

/** A follow-up that is applied from a folder, may be received again, and is paused. It sends nothing. */
export const MANAGED = followUpOfTarget('managed', 'catalogue', { reeligibility: '1 day' });

/** A follow-up that is applied from a folder and then edited by hand. It sends nothing. */
export const EDITED_BY_HAND = followUpOfTarget('edited-by-hand', 'catalogue');

/** A follow-up that is stopped while a user waits. */
export const STOPPED = followUpOfTarget('stopped', 'closing', { delay: '1 day' });

/** A follow-up that is stopped while a user waits, and published again. */
export const REOPENED = followUpOfTarget('reopened', 'opening', { delay: '1 day' });

/** A follow-up whose target is archived. */
export const ORPHANED = followUpOfTarget('orphaned', 'retired');

/** A follow-up whose messages the installation sends itself, in two languages, at once. */
export const SENT = followUpOfTarget('sent', 'offer', {
  exceptions: [{ interaction: 'email.opened', campaign: 'offer' }],
  untracked: 'send',
  delay: 'none',
  reeligibility: 'immediately',
  statistics: true,
  messages: [
    {
      channel: 'email',
      from: 'Shop <shop@example.com>',
      replyTo: 'help@example.com',
      preheader: 'One more',
      subject: 'Hello {{ user.id }}',
      html: '<p>Hello</p>',
      text: 'Hello',
      translations: { de: { subject: 'Hallo {{ user.id }}', html: '<p>Hallo</p>', text: 'Hallo' } },
    },
    { channel: 'push', title: 'Hello', body: 'An offer' },
    {
      channel: 'in_app_message',
      title: 'Hello',
      body: 'An offer',
      url: 'https://example.com',
      imageUrl: 'https://example.com/offer.png',
      buttons: [{ id: 'buy', label: 'Buy', url: 'https://example.com/buy' }],
    },
  ],
});

/** A follow-up that needs no consent, at once. */
export const TRANSACTIONAL = followUpOfTarget('transactional', '', {
  triggers: [{ behavior: 'custom_event.performed', name: 'order.placed' }],
  delay: 'none',
  purpose: 'transactional',
});

/** A target that another tool sends. */
export const ELSEWHERE = { id: 'retired', name: 'Retired', sentElsewhere: true } as const;

/** Returns the trigger of a campaign of people: a custom event that is in no other story. */
const whenCustom = (name: string) => ({
  triggers: [{ behavior: 'custom_event.performed', name } as const],
  exceptions: [],
});
const LETTER = { channel: 'email', subject: 'Hello {{ user.id }}', text: 'Hello' } as const;
const bought = { behavior: 'custom_event.performed', name: 'ticket.bought' } as const;

const compares = (shares: readonly [short: number, long: number]) =>
  ({
    messages: undefined,
    variants: [
      { name: 'short', share: shares[0], messages: [LETTER] },
      { name: 'long', share: shares[1], messages: [{ ...LETTER, text: 'Hello, and more' }] },
    ],
    controlGroup: 20,
  }) as const;

/** A follow-up with variants, a control group and conversion events, at once. */
export const CONVERTED = followUpOfTarget('converted', '', {
  ...whenCustom('seat.looked-at'),
  ...compares([40, 40]),
  delay: 'none',
  reeligibility: 'immediately',
  frequencyCaps: 'ignore',
  conversions: {
    A: { ...bought, within: '3 days' },
    B: { behavior: 'custom_event.performed', name: 'club.joined', within: '1 day' },
  },
});

/** An edit of it: other shares, a letter that is another event, and one that is gone. */
export const EDITED_CONVERTED = {
  ...CONVERTED,
  ...compares([30, 50]),
  conversions: { A: { ...bought, within: '3 days' }, C: { ...bought, within: '1 hour' } },
} as const;

/** A follow-up with variants and a control group, after half an hour. */
export const SPLIT = followUpOfTarget('split', '', {
  ...whenCustom('trial.begun'),
  ...compares([40, 40]),
  delay: '30 minutes',
  frequencyCaps: 'ignore',
});

/** An edit of it: other shares. */
export const EDITED_SPLIT = { ...SPLIT, ...compares([30, 50]) };

/** A later edit, while messages are claimed: all users would get the long variant, and no user is in the control group. */
export const UNITED_SPLIT = { ...SPLIT, ...compares([0, 100]), controlGroup: 0 };

/** A follow-up with a conversion event that is stopped when its messages left. They count for frequency caps. */
export const CLOSED_CONVERTED = followUpOfTarget('closed-converted', '', {
  triggers: [...whenCustom('stall.seen').triggers, { ...bought, where: { kind: 'group' } }],
  delay: 'none',
  frequencyCaps: { ignore: true, count: true },
  conversions: { A: { ...bought, within: '3 days' } },
  messages: [LETTER],
});

/** A follow-up of which the frequency caps hold back the email and not the push message. */
export const HALF_CAPPED = followUpOfTarget('half-capped', '', {
  ...whenCustom('fair.opened'),
  delay: 'none',
  reeligibility: 'immediately',
  statistics: true,
  messages: [LETTER, { channel: 'push', title: 'Hello', body: 'The fair is open' }],
});

/** A follow-up that the frequency caps hold back as a whole. */
export const CAPPED = followUpOfTarget('capped', '', {
  ...whenCustom('fair.closed'),
  delay: 'none',
  reeligibility: 'immediately',
  messages: [LETTER],
});

/** A follow-up in which users wait who are deleted. */
export const LONG_WAIT = followUpOfTarget('long-wait', '', {
  ...whenCustom('tour.booked'),
  delay: '2 hours',
  reeligibility: 'immediately',
  frequencyCaps: 'ignore',
  messages: [LETTER],
});

const WRITTEN = `# Written by hand.
id: written
name: As it was written
triggers: [{ interaction: email.received, campaign: catalogue }]
messages: [{ channel: push, body: Hello }] # short
`;

/** The texts of the versions of a campaign: one that is stored as it is, and one that is long. */
export const WRITTEN_TEXTS = [
  WRITTEN,
  `${WRITTEN.replace('Hello', 'Good morning')}# ${'Why. '.repeat(200)}\n`,
] as const;
