import { CHANNELS } from '../contracts/definition.ts';
import { isObject } from '../contracts/object.ts';
import type { ChannelHalt, Delivery, DeliveryState } from '../delivery.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of a delivery. It is checked for each message that is sent, so that it is written by hand. */
export const DELIVERY: StoredShape<Delivery> = {
  expected: 'a delivery',
  matches: (value): value is Delivery =>
    isObject(value) &&
    CHANNELS.some((channel) => channel === value['channel']) &&
    TEXTS.every((name) => typeof value[name] === 'string') &&
    NUMBERS.every((name) => typeof value[name] === 'number') &&
    OPTIONAL_TEXTS.every((name) => isOptional(value[name], 'string')) &&
    (value['statistics'] === undefined || isStatisticsPlace(value['statistics'])) &&
    hasFieldsOfState(value),
};

/** The shape of the halt of a channel. */
export const CHANNEL_HALT: StoredShape<ChannelHalt> = {
  expected: 'the halt of a channel',
  matches: (value): value is ChannelHalt =>
    isObject(value) && typeof value['until'] === 'number' && typeof value['reason'] === 'string',
};

const TEXTS = ['dispatchId', 'userId', 'campaignId'] as const;
const NUMBERS = ['part', 'rev', 'version', 'createdAt', 'sendBefore', 'attempts', 'unknownAttempts'] as const;
const OPTIONAL_TEXTS = ['variant', 'target', 'lastReason', 'providerId'] as const;
const SENT_INSTANTS = ['deliveredAt', 'openedAt', 'clickedAt', 'bouncedAt'] as const;

type StoredObject = Readonly<Record<string, unknown>>;

const hasInstant = (value: StoredObject) => typeof value['at'] === 'number';
const hasEnd = (value: StoredObject) => hasInstant(value) && typeof value['reason'] === 'string';

/** The check of the fields of each state. */
const CHECKS: Readonly<Record<DeliveryState, (value: StoredObject) => boolean>> = {
  pending: ({ dueAt }) => typeof dueAt === 'number',
  sending: ({ leaseUntil }) => typeof leaseUntil === 'number',
  sent: (value) => hasInstant(value) && SENT_INSTANTS.every((name) => isOptional(value[name], 'number')),
  refused: hasEnd,
  expired: hasEnd,
  unknown: hasEnd,
  'held-back': (value) =>
    hasInstant(value) && (value['reason'] === 'sending-off' || value['reason'] === 'not-on-allow-list'),
};
const CHECK_BY_STATE: ReadonlyMap<unknown, (value: StoredObject) => boolean> = new Map(Object.entries(CHECKS));

function hasFieldsOfState(value: StoredObject): boolean {
  return CHECK_BY_STATE.get(value['state'])?.(value) ?? false;
}

/** Returns whether a value is absent or of a type. */
export function isOptional(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || typeof value === type;
}

/** Returns whether a value is the place of a message in the statistics of its campaign. */
export function isStatisticsPlace(value: unknown): boolean {
  return isObject(value) && typeof value['day'] === 'string' && typeof value['epoch'] === 'number';
}
