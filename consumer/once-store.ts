import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ONCE_ATTRIBUTES } from '../core/contracts/consumer-environment.ts';
import { DAY, SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { CLIENT_CONFIG } from './client-config.ts';

/** The result of a claim: the work may begin, it is done, or another call has a lease on it. */
export type ClaimResult = 'claimed' | 'done' | { readonly leaseUntil: number };

/** A claim on an id, with a token that distinguishes it from an earlier claim. */
export interface OnceClaim {
  readonly id: string;
  readonly token: string;
}

/** The ids for which work was begun or done. */
export interface OnceStore {
  /** Claims an id for a lease that ends at an instant, unless its work is done or another lease lasts. */
  claim(claim: OnceClaim, lease: { readonly now: number; readonly until: number }): Promise<ClaimResult>;
  /** Marks the work of an id as done. */
  finish(id: string, now: number): Promise<void>;
  /** Gives a claim back, so that the work may begin again at once. */
  release(claim: OnceClaim): Promise<void>;
}

/** The time for which an id is kept: longer than a message can be in queues and dead-letter queues. */
const ONCE_LIFETIME: TimeSpan = 30 * DAY;

/** Creates the store over the table of a consumer. */
export function createOnceStore(TableName: string): OnceStore {
  let loaded: Promise<{ client: DynamoDBClient; db: typeof import('@aws-sdk/client-dynamodb') }> | undefined;
  const load = () => {
    loaded ??= import('@aws-sdk/client-dynamodb').then((db) => ({ db, client: new db.DynamoDBClient(CLIENT_CONFIG) }));
    return loaded;
  };
  const createItem = (id: string, now: number) => ({
    [ONCE_ATTRIBUTES.id]: { S: id },
    [ONCE_ATTRIBUTES.expiresAt]: { N: toSeconds(now + ONCE_LIFETIME) },
  });
  return {
    async claim({ id, token }, { now, until }) {
      const { client, db } = await load();
      const command = new db.PutItemCommand({
        TableName,
        Item: { ...createItem(id, now), claim: { S: token }, leaseUntil: { N: String(until) } },
        ConditionExpression: 'attribute_not_exists(#id) OR #lease < :now OR #claim = :token OR #expires < :nowSeconds',
        ExpressionAttributeNames: {
          '#id': ONCE_ATTRIBUTES.id,
          '#lease': 'leaseUntil',
          '#claim': 'claim',
          '#expires': ONCE_ATTRIBUTES.expiresAt,
        },
        ExpressionAttributeValues: {
          ':now': { N: String(now) },
          // An attempt of the client that seemed to fail may have been written.
          ':token': { S: token },
          ':nowSeconds': { N: toSeconds(now) },
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await client.send(command);
        return 'claimed';
      } catch (error) {
        if (!(error instanceof db.ConditionalCheckFailedException)) throw error;
        const leaseUntil = error.Item?.['leaseUntil']?.N;
        return leaseUntil === undefined ? 'done' : { leaseUntil: Number(leaseUntil) };
      }
    },
    async finish(id, now) {
      const { client, db } = await load();
      await client.send(new db.PutItemCommand({ TableName, Item: createItem(id, now) }));
    },
    async release({ id, token }) {
      const { client, db } = await load();
      const command = new db.DeleteItemCommand({
        TableName,
        Key: { [ONCE_ATTRIBUTES.id]: { S: id } },
        ConditionExpression: 'claim = :token',
        ExpressionAttributeValues: { ':token': { S: token } },
      });
      try {
        await client.send(command);
      } catch (error) {
        if (!(error instanceof db.ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

const toSeconds = (instant: number): string => String(Math.floor(instant / SECOND));
