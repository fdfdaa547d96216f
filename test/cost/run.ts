import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { PLACES } from '../stand-ins/aws.ts';
import { sizeOf } from '../stand-ins/dynamodb-items.ts';
import { Installation } from './installation.ts';
import { arrivalsOf, type Load } from './load.ts';
import type { LoadedDoor } from './settings.ts';
import type { Usage } from './usage.ts';

/** What a load came to. */
export interface Run {
  readonly load: Load;
  readonly events: number;
  readonly usage: Usage;
  /** The most in one second, by kind. */
  readonly peaks: ReadonlyMap<string, number>;
  /** The most Lambdas of each door side by side. */
  readonly abreast: Readonly<Record<LoadedDoor, number>>;
  /** Bytes of what stays of one user. */
  readonly kept: number;
  /** Milliseconds of a processor that playing the load took here, for each user: doors, adapters and stand-ins, no SDK. */
  readonly processor: number;
}

/** Plays a load against the doors, the queues before them and the wave machine, in virtual time. */
export async function runOf(load: Load): Promise<Run> {
  const begun = process.cpuUsage();
  const installation = new Installation();
  await installation.publish(load);
  const arrivals = arrivalsOf(load);
  installation.take(arrivals);
  await installation.agenda.run();
  const { user, system } = process.cpuUsage(begun);
  const { usage, rates, fleets } = installation;
  const abreast = {
    'match-trigger': fleets['match-trigger'].abreast.most,
    'match-exception': fleets['match-exception'].abreast.most,
    dispatch: fleets.dispatch.abreast.most,
  };
  const { userId } = JSON.parse(arrivals[0]?.body ?? '{}').detail;
  return {
    load,
    events: arrivals.length,
    usage,
    peaks: rates.peaks,
    abreast,
    kept: await keptOf(userId, installation),
    processor: (user + system) / 1_000 / load.users,
  };
}

/** How DynamoDB bills the storage of an item, beside its bytes. */
const ITEM = 100;

async function keptOf(userId: string, { standIns }: Installation): Promise<number> {
  const { Items = [] } = await standIns.clients().documents.send(
    new QueryCommand({
      TableName: PLACES.enrollments,
      KeyConditionExpression: '#p = :p',
      ExpressionAttributeNames: { '#p': 'pk' },
      ExpressionAttributeValues: { ':p': `user#${userId}` },
    }),
  );
  return Items.reduce((sum, item) => sum + sizeOf(item) + ITEM, 0);
}
