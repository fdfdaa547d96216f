/**
 * The closed lists of interactions and behaviors. The schemas, the matching, the Currents mapping, the JSON Schema and the
 * documentation all read them from here.
 */

/**
 * The fields by which a selector can narrow an interaction, with their values. `undefined` means any text of 1 to 256 characters,
 * for a link of 1 to 2,048.
 */
export const NARROWINGS = {
  messageVariationId: undefined,
  buttonId: undefined,
  linkUrl: undefined,
  linkAlias: undefined,
  openKind: ['machine', 'human'],
  storyPageId: undefined,
  conversionEvent: ['A', 'B', 'C', 'D'],
  receipt: ['sent', 'delivered'],
  contentCardId: undefined,
} as const;

export type Narrowing = keyof typeof NARROWINGS;

/** A condition on a property of a Currents record: its value as text is, or is not, in a list. `null` is a missing property. */
export type PropertyTest = { readonly in: readonly (string | null)[] } | { readonly notIn: readonly (string | null)[] };

/** The rule that makes an interaction from records of one event type of Braze Currents. */
export interface CurrentsSource {
  readonly type: string;
  /** Fixed values for the event, such as `openKind: 'machine'`. */
  readonly sets?: Readonly<Partial<Record<Narrowing, string>>>;
  /** The property of the record that each narrowing field is read from. */
  readonly reads?: Readonly<Partial<Record<Narrowing, string>>>;
  /** The conditions that the record must meet, by property. */
  readonly when?: Readonly<Record<string, PropertyTest>>;
}

/** A kind of interaction with a campaign. */
export interface InteractionKind {
  readonly family: string;
  readonly means: string;
  readonly narrowedBy: readonly Narrowing[];
  readonly currents: readonly CurrentsSource[];
  /**
   * True if several records of the same user, campaign and dispatch are one interaction: a push to two devices, or an SMS that
   * replaces an RCS message.
   */
  readonly oncePerDispatch?: true;
}

const message = (channel: string, event: string) => `users.messages.${channel}.${event}`;
const button = { buttonId: 'button_id' } as const;
const present = { notIn: [null] } as const;
const notAReply = { category: { in: [null] } } as const;
const card = { contentCardId: 'content_card_id' } as const;

export const INTERACTIONS = {
  'in_app_message.viewed': {
    family: 'in_app_message',
    means: 'saw an in-app message',
    narrowedBy: [],
    currents: [{ type: message('inappmessage', 'Impression') }],
  },
  'in_app_message.clicked': {
    family: 'in_app_message',
    means: 'clicked an in-app message, buttons included',
    narrowedBy: [],
    currents: [{ type: message('inappmessage', 'Click') }],
  },
  'in_app_message.button_clicked': {
    family: 'in_app_message',
    means: 'clicked a button of an in-app message',
    narrowedBy: ['buttonId'],
    currents: [{ type: message('inappmessage', 'Click'), reads: button, when: { button_id: present } }],
  },
  'email.clicked': {
    family: 'email',
    means: 'clicked a link of an email',
    narrowedBy: ['linkUrl'],
    currents: [{ type: message('email', 'Click'), reads: { linkUrl: 'url' } }],
  },
  'email.alias_clicked': {
    family: 'email',
    means: 'clicked an aliased link of an email',
    narrowedBy: ['linkAlias'],
    currents: [
      {
        type: message('email', 'Click'),
        reads: { linkAlias: 'link_alias', linkUrl: 'url' },
        when: { link_alias: present },
      },
    ],
  },
  'email.opened': {
    family: 'email',
    means: 'opened an email',
    narrowedBy: ['openKind'],
    currents: [
      {
        type: message('email', 'Open'),
        sets: { openKind: 'machine' },
        when: { machine_open: { notIn: [null, 'false'] } },
      },
      { type: message('email', 'Open'), sets: { openKind: 'human' }, when: { machine_open: { in: [null, 'false'] } } },
    ],
  },
  'push.directly_opened': {
    family: 'push',
    means: 'opened a push notification directly, by its buttons too',
    narrowedBy: [],
    currents: [
      { type: message('pushnotification', 'Open'), when: { button_action_type: { notIn: ['close', 'none'] } } },
    ],
  },
  'push.button_clicked': {
    family: 'push',
    means: 'clicked a button of a push notification',
    narrowedBy: ['buttonId'],
    currents: [
      {
        type: message('pushnotification', 'Open'),
        reads: { buttonId: 'button_string' },
        when: { button_string: present },
      },
    ],
  },
  'push.story_page_clicked': {
    family: 'push',
    means: 'clicked a page of a push story (no Currents event carries it: the app sends it itself)',
    narrowedBy: ['storyPageId'],
    currents: [],
  },
  'conversion.performed': {
    family: 'campaign',
    means: 'performed a conversion event of a campaign',
    narrowedBy: ['conversionEvent'],
    currents: (['A', 'B', 'C', 'D'] as const).map((conversionEvent, index) => ({
      type: 'users.campaigns.Conversion',
      sets: { conversionEvent },
      when: { conversion_behavior_index: { in: [String(index)] } },
    })),
  },
  'email.received': {
    family: 'email',
    means: 'was sent an email, or had it delivered',
    narrowedBy: ['receipt'],
    currents: [
      { type: message('email', 'Send'), sets: { receipt: 'sent' } },
      { type: message('email', 'Delivery'), sets: { receipt: 'delivered' } },
    ],
  },
  'sms.received': {
    family: 'sms',
    means: 'was sent an SMS or RCS message, or had it delivered',
    narrowedBy: ['receipt'],
    oncePerDispatch: true,
    currents: [
      { type: message('sms', 'Send'), sets: { receipt: 'sent' }, when: notAReply },
      { type: message('sms', 'Delivery'), sets: { receipt: 'delivered' }, when: notAReply },
      { type: message('rcs', 'Send'), sets: { receipt: 'sent' }, when: notAReply },
      { type: message('rcs', 'Delivery'), sets: { receipt: 'delivered' }, when: notAReply },
    ],
  },
  'sms.short_link_clicked': {
    family: 'sms',
    means: 'clicked a shortened link of an SMS or RCS message',
    narrowedBy: ['linkUrl'],
    currents: [
      { type: message('sms', 'ShortLinkClick'), reads: { linkUrl: 'url' } },
      { type: message('rcs', 'Click'), reads: { linkUrl: 'url' }, when: { url: present } },
    ],
  },
  'push.received': {
    family: 'push',
    means: 'was sent a push notification',
    narrowedBy: [],
    oncePerDispatch: true,
    currents: [{ type: message('pushnotification', 'Send') }],
  },
  'webhook.received': {
    family: 'webhook',
    means: 'had a webhook sent for them',
    narrowedBy: [],
    currents: [{ type: message('webhook', 'Send') }],
  },
  'control_group.entered': {
    family: 'campaign',
    means: "entered a campaign's control group",
    narrowedBy: [],
    currents: [{ type: 'users.campaigns.EnrollInControl' }],
  },
  'content_card.viewed': {
    family: 'content_card',
    means: 'saw a content card',
    narrowedBy: ['contentCardId'],
    currents: [{ type: message('contentcard', 'Impression'), reads: card }],
  },
  'content_card.clicked': {
    family: 'content_card',
    means: 'clicked a content card',
    narrowedBy: ['contentCardId'],
    currents: [{ type: message('contentcard', 'Click'), reads: card }],
  },
  'content_card.dismissed': {
    family: 'content_card',
    means: 'dismissed a content card',
    narrowedBy: ['contentCardId'],
    currents: [{ type: message('contentcard', 'Dismiss'), reads: card }],
  },
  'whatsapp.received': {
    family: 'whatsapp',
    means: 'was sent a WhatsApp message',
    narrowedBy: [],
    currents: [{ type: message('whatsapp', 'Send') }],
  },
  'whatsapp.read': {
    family: 'whatsapp',
    means: 'read a WhatsApp message',
    narrowedBy: [],
    currents: [{ type: message('whatsapp', 'Read') }],
  },
  'whatsapp.clicked': {
    family: 'whatsapp',
    means: 'clicked a link of a WhatsApp message',
    narrowedBy: ['linkUrl'],
    currents: [{ type: message('whatsapp', 'Click'), reads: { linkUrl: 'url' } }],
  },
  'line.clicked': {
    family: 'line',
    means: 'clicked a link of a LINE message',
    narrowedBy: ['linkUrl'],
    currents: [{ type: message('line', 'Click'), reads: { linkUrl: 'url' } }],
  },
  'banner.viewed': {
    family: 'banner',
    means: 'saw a banner',
    narrowedBy: [],
    currents: [{ type: message('banner', 'Impression') }],
  },
  'banner.clicked': {
    family: 'banner',
    means: 'clicked a banner',
    narrowedBy: ['buttonId'],
    currents: [{ type: message('banner', 'Click'), reads: button }],
  },
  'banner.dismissed': {
    family: 'banner',
    means: 'dismissed a banner',
    narrowedBy: [],
    currents: [{ type: message('banner', 'Dismiss') }],
  },
} as const satisfies Record<string, InteractionKind>;

export type InteractionName = keyof typeof INTERACTIONS;

/** A kind of behavior: something that users do outside campaigns. */
export interface BehaviorKind {
  readonly means: string;
  /** The fields of a selector that must equal those of the event. */
  readonly narrowedBy: readonly ('productId' | 'currency' | 'name')[];
  readonly currents: string;
}

export const BEHAVIORS = {
  'purchase.made': {
    means: 'bought a product',
    narrowedBy: ['productId', 'currency'],
    currents: 'users.behaviors.Purchase',
  },
  'custom_event.performed': {
    means: 'performed a custom event',
    narrowedBy: ['name'],
    currents: 'users.behaviors.CustomEvent',
  },
  'session.started': { means: 'started a session', narrowedBy: [], currents: 'users.behaviors.app.SessionStart' },
} as const satisfies Record<string, BehaviorKind>;

export type BehaviorName = keyof typeof BEHAVIORS;

/** Returns the keys of an object, typed. */
export const listKeys = <Name extends string>(object: Readonly<Record<Name, unknown>>): Name[] => {
  const names: Name[] = [];
  for (const name in object) names.push(name);
  return names;
};

export const INTERACTION_NAMES = listKeys(INTERACTIONS);
export const BEHAVIOR_NAMES = listKeys(BEHAVIORS);
