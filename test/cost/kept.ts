import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { SHARDS } from '../../adapters/aws/shards.ts';
import { RESOURCE_NAMES, type StandIns } from '../doubles/aws.ts';
import { sizeOf } from '../doubles/dynamodb-items.ts';

/** Bytes of what stays in the enrollments table of one user, as storage is billed. */
export interface Kept {
  readonly row: number;
  /** 0 where nobody waited. */
  readonly seat: number;
}

/** What DynamoDB bills for the storage of an item, beside its bytes. */
const ITEM = 100;

/** What stays of a user, and of somebody in the first wave. */
export async function keptOf(userId: string, standIns: StandIns): Promise<Kept> {
  const [execution] = standIns.stepFunctions.executions;
  const row = await firstIn(`user#${userId}`, standIns);
  for (let shard = 0; execution !== undefined && shard < SHARDS; shard++) {
    const seat = await firstIn(`seat#${execution.name}#${shard}`, standIns);
    if (seat > 0) return { row, seat };
  }
  return { row, seat: 0 };
}

async function firstIn(partition: string, standIns: StandIns): Promise<number> {
  const { Items = [] } = await standIns.clients().documents.send(
    new QueryCommand({
      TableName: RESOURCE_NAMES.enrollments,
      KeyConditionExpression: '#p = :p',
      ExpressionAttributeNames: { '#p': 'pk' },
      ExpressionAttributeValues: { ':p': partition },
      Limit: 1,
    }),
  );
  return Items.reduce((sum, item) => sum + sizeOf(item) + ITEM, 0);
}
