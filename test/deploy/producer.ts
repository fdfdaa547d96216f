import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Installation } from './deployed.ts';

/** An event as its producer puts it on the bus. */
export interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: object | string;
  readonly Time?: Date;
}

/** A producer that puts events on the bus with the AWS SDK and returns their ids. */
export interface Producer {
  put(entries: readonly Entry[]): Promise<string[]>;
}

/** The maximum number of entries in a call of PutEvents. */
const MAX_ENTRIES = 10;

/** Creates a producer with the permission to put events on the bus only. */
export function producerOf({ outputs, people }: Installation): Producer {
  const client = new EventBridgeClient({ credentials: people.producer });
  const put = async (entries: readonly Entry[]): Promise<string[]> => {
    const Entries = entries.slice(0, MAX_ENTRIES).map(({ Detail, ...entry }) => ({
      ...entry,
      EventBusName: outputs.BusName,
      Detail: typeof Detail === 'string' ? Detail : JSON.stringify(Detail),
    }));
    const answer = await client.send(new PutEventsCommand({ Entries }));
    if (answer.FailedEntryCount !== 0) throw new Error(`PutEvents: ${JSON.stringify(answer.Entries)}`);
    const ids = (answer.Entries ?? []).map(({ EventId }) => EventId ?? '');
    return entries.length > MAX_ENTRIES ? [...ids, ...(await put(entries.slice(MAX_ENTRIES)))] : ids;
  };
  return { put };
}
