import type { MessageDispatched } from '../contracts/dispatch.ts';
import { isObject } from '../contracts/object.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of a dispatched message. */
export const DISPATCHED_MESSAGE: StoredShape<MessageDispatched> = {
  expected: 'a dispatched message',
  matches: (value): value is MessageDispatched =>
    isObject(value) &&
    typeof value['dispatchId'] === 'string' &&
    typeof value['campaignId'] === 'string' &&
    typeof value['userId'] === 'string' &&
    Array.isArray(value['messages']) &&
    isObject(value['trigger']),
};
