import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { SHARDS } from '../../adapters/aws/shards.ts';
import { RESOURCE_NAMES, type StandIns } from '../doubles/aws.ts';
import { sizeOf } from '../doubles/dynamodb-items.ts';

/** The bytes of one user that stay in the enrollments table, as storage is billed. */
export interface Kept {
  readonly row: number;
  /** The bytes of a seat; 0 where no user waited. */
  readonly seat: number;
}

/** The bytes that DynamoDB bills for the storage of an item in addition to its content. */
const ITEM = 100;

/** Computes what is stored of a user, and of an enrollment in the first wave. */
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
