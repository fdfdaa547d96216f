import { SLOTS_LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import { NO_SLOTS } from '../../core/frequency-slots.ts';
import type { Clock, FrequencySlots } from '../../core/ports.ts';
import { USER_SLOTS } from '../../core/stored/user-slots-shape.ts';
import { encodeBody } from './encode-body.ts';
import { createSlotsKey } from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Table, toExpirySeconds } from './table.ts';

/** Creates the slots of users over DynamoDB: an item beside the rows of each user. */
export function createAwsFrequencySlots(enrollments: Table, clock: Clock): FrequencySlots {
  return {
    async read(userId) {
      const item = await enrollments.get(createSlotsKey(userId));
      return item === undefined ? NO_SLOTS : readBody({ table: enrollments, item }, USER_SLOTS);
    },
    write(userId, slots) {
      const item = {
        ...createSlotsKey(userId),
        rev: slots.rev,
        body: encodeBody(slots),
        [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(clock.now() + SLOTS_LIFETIME),
      };
      return enrollments.put(item, createRevisionCondition(slots.rev));
    },
    remove(userId, rev) {
      return enrollments.delete(createSlotsKey(userId), createRevisionCondition(rev + 1));
    },
  };
}
