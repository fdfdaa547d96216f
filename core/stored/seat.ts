import type { Detail } from '../contracts/event.ts';
import { isObject } from '../contracts/object.ts';
import type { Seat } from '../ports.ts';
import type { StoredShape } from './parse-stored.ts';

/** The shape of the trigger event in a seat. */
export const TRIGGER: StoredShape<Detail> = { expected: 'the trigger of a seat', matches: isObject };

/**
 * Creates a seat from its stored parts. If its trigger cannot be read, the field throws when it is read: only the dispatch of this
 * enrollment fails then, and not that of the others on the same page of seats.
 */
export function createStoredSeat(seat: Omit<Seat, 'trigger'>, readTrigger: () => Detail): Seat {
  try {
    return { ...seat, trigger: readTrigger() };
  } catch (error) {
    return {
      ...seat,
      get trigger(): Detail {
        throw error;
      },
    };
  }
}
