import type { MessageDispatched } from '../contracts/dispatch.ts';
import { isObject } from '../contracts/object.ts';
import { isOptional, isStatisticsPlace } from './delivery-shape.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of a dispatched message: of all that a delivery takes from it. It is checked for each message that is sent, so that it is written by hand. */
export const DISPATCHED_MESSAGE: StoredShape<MessageDispatched> = {
  expected: 'a dispatched message',
  matches: (value): value is MessageDispatched =>
    isObject(value) &&
    TEXTS.every((name) => typeof value[name] === 'string') &&
    OPTIONAL_TEXTS.every((name) => isOptional(value[name], 'string')) &&
    typeof value['version'] === 'number' &&
    Array.isArray(value['messages']) &&
    value['messages'].every((message) => isObject(message) && typeof message['channel'] === 'string') &&
    isObject(value['trigger']) &&
    (value['statistics'] === undefined || isStatisticsPlace(value['statistics'])),
};

const TEXTS = ['dispatchId', 'campaignId', 'userId', 'dispatchedAt'] as const;
const OPTIONAL_TEXTS = ['variant', 'sendBefore', 'purpose'] as const;
