import { isObject } from '../contracts/object.ts';
import type { RefusedEvent } from '../ports.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of a refused event. */
export const REFUSED_EVENT: StoredShape<RefusedEvent> = {
  expected: 'a refused event',
  matches: (value): value is RefusedEvent =>
    isObject(value) &&
    typeof value['at'] === 'number' &&
    typeof value['code'] === 'string' &&
    typeof value['message'] === 'string',
};
