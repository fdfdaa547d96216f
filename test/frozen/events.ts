/** An event as a producer sends it: its type, and its Detail. */
export interface SentEvent {
  readonly type: 'Campaign Interaction' | 'User Behavior' | 'User Profile Updated' | 'User Deleted' | 'Users Merged';
  readonly detail: Readonly<Record<string, unknown>>;
}

type More = Readonly<Record<string, unknown>>;

/** Returns the event that a user received the mail of a campaign. */
export function receives(userId: string, campaignId: string, more: More = {}): SentEvent {
  const id = `${campaignId} to ${userId}`;
  return { type: 'Campaign Interaction', detail: { userId, interaction: 'email.received', campaignId, id, ...more } };
}

/** Returns the event that a user opened the mail of a campaign. */
export function opens(userId: string, campaignId: string, more: More = {}): SentEvent {
  const id = `${campaignId} opened by ${userId}`;
  return { type: 'Campaign Interaction', detail: { userId, interaction: 'email.opened', campaignId, id, ...more } };
}

/** Returns the event of a behavior of a user. */
export function does(userId: string, behavior: string, more: More = {}): SentEvent {
  return { type: 'User Behavior', detail: { userId, behavior, id: `${behavior} of ${userId}`, ...more } };
}

/** Returns the event that a user put a thing into a cart. */
export function fills(userId: string, item: string, more: More = {}): SentEvent {
  return does(userId, 'custom_event.performed', { id: `${item} of ${userId}`, name: 'cart.filled', item, ...more });
}

/** Returns the event that a user bought a thing. */
export function buys(userId: string, item: string, more: More = {}): SentEvent {
  return does(userId, 'custom_event.performed', { id: `${item} for ${userId}`, name: 'cart.bought', item, ...more });
}

/** Returns the event that something is new about a user. */
export function updatesProfile(userId: string, attributes: More, more: More = {}): SentEvent {
  return { type: 'User Profile Updated', detail: { userId, attributes, id: `profile of ${userId}`, ...more } };
}

/** Returns the custom event of a user that begins or converts a follow-up. */
export function performs(userId: string, name: string, more: More = {}): SentEvent {
  return does(userId, 'custom_event.performed', { id: `${name} of ${userId}`, name, ...more });
}

/** Returns the event that a user is deleted. */
export function deletes(userId: string): SentEvent {
  return { type: 'User Deleted', detail: { userId, id: `deletion of ${userId}` } };
}

/** Returns the event that a user turned out to be another one. */
export function merges(fromUserId: string, intoUserId: string): SentEvent {
  return { type: 'Users Merged', detail: { fromUserId, intoUserId, id: `merge of ${fromUserId}` } };
}

/** Returns an event as a rule of EventBridge puts it into a queue. EventBridge keeps whole seconds. */
export function enveloped({ type, detail }: SentEvent, at: number, more: More = {}) {
  return {
    version: '0',
    id: `entry of ${detail['id']}`,
    'detail-type': type,
    source: 'shop',
    account: '000000000000',
    time: new Date(at).toISOString().replace(/\.\d+/, ''),
    region: 'eu-west-1',
    resources: [],
    detail,
    ...more,
  };
}
