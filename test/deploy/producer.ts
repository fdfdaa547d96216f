import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Deployed } from './deployed.ts';

/** An event as its producer puts it on the bus. */
export interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: object | string;
  readonly Time?: Date;
}

/** Puts events on the bus with the AWS SDK; answers their ids. */
export interface Producer {
  put(entries: readonly Entry[]): Promise<string[]>;
}

/** What one call of PutEvents takes. */
const MOST = 10;

/** A producer that may put events on the bus, and nothing else. */
export function producerOf({ outputs, people }: Deployed): Producer {
  const client = new EventBridgeClient({ credentials: people.producer });
  const put = async (entries: readonly Entry[]): Promise<string[]> => {
    const Entries = entries.slice(0, MOST).map(({ Detail, ...entry }) => ({
      ...entry,
      EventBusName: outputs.BusName,
      Detail: typeof Detail === 'string' ? Detail : JSON.stringify(Detail),
    }));
    const answer = await client.send(new PutEventsCommand({ Entries }));
    if (answer.FailedEntryCount !== 0) throw new Error(`PutEvents: ${JSON.stringify(answer.Entries)}`);
    const ids = (answer.Entries ?? []).map(({ EventId }) => EventId ?? '');
    return entries.length > MOST ? [...ids, ...(await put(entries.slice(MOST)))] : ids;
  };
  return { put };
}
