import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { ErasureRequest } from '../../core/contracts/erasure-request.ts';
import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import { MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Clock, Erasures } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { ERASED_ENROLLMENT, ERASURE } from '../../core/stored/erasure-shape.ts';
import type { QueuesClient } from './client-interfaces.ts';
import { encodeBody } from './encode-body.ts';
import { createErasedKey, createErasureKey, createUserPartition, ERASED_PREFIX } from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Table, toExpirySeconds } from './table.ts';

/** The longest delay of a message in a queue. */
const MAX_QUEUE_DELAY: TimeSpan = 15 * MINUTE;
/** The number of enrollments in a page: their seats and deliveries are erased in a few seconds. */
const PAGE_SIZE = 100;

/** The dependencies of the erasures. */
export interface ErasuresDeps {
  readonly profiles: Table;
  readonly queues: QueuesClient;
  /** The queue of the handler that goes on with erasures. */
  readonly queueUrl: string;
  readonly clock: Clock;
}

/** Creates the erasures over DynamoDB: they lie beside the profile of their user, each enrollment of their list in an item of its own. */
export function createAwsErasures({ profiles, queues, queueUrl, clock }: ErasuresDeps): Erasures {
  const expiry = () => ({ [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(clock.now() + ROW_LIFETIME) });
  return {
    async get(userId) {
      const item = await profiles.get(createErasureKey(userId));
      return item === undefined ? undefined : readBody({ table: profiles, item }, ERASURE);
    },
    write(erasure) {
      const { userId, rev } = erasure;
      const item = { ...createErasureKey(userId), rev, body: encodeBody(erasure), ...expiry() };
      return profiles.put(item, createRevisionCondition(rev));
    },
    async addEnrollments(userId, enrollments) {
      for (const enrollment of enrollments) {
        await profiles.put({ ...createErasedKey(userId, enrollment), body: encodeBody(enrollment), ...expiry() });
      }
    },
    async listEnrollments(userId, cursor) {
      const [after] = cursor === undefined ? [undefined] : parseStoreCursor(cursor, /^(erased#.+)$/s);
      const { items, ...next } = await profiles.queryPage({
        partition: createUserPartition(userId),
        beginsWith: ERASED_PREFIX,
        after,
        limit: PAGE_SIZE,
      });
      return { items: items.map((item) => readBody({ table: profiles, item }, ERASED_ENROLLMENT)), ...next };
    },
    async removeEnrollment(userId, enrollment) {
      await profiles.delete(createErasedKey(userId, enrollment));
    },
    async schedule(userId, at) {
      const request: ErasureRequest = { userId };
      const delay = Math.max(0, Math.min(at - clock.now(), MAX_QUEUE_DELAY));
      await queues.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(request),
          DelaySeconds: Math.ceil(delay / SECOND),
        }),
      );
    },
    // Events wait in queues, which give out no single one: each is refused when it comes.
    removeAcceptedEvents: async () => undefined,
    // The bus keeps no message.
    removeMessage: async () => undefined,
  };
}
