import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { Cloud, type FrozenCloud } from './cloud.ts';
import { findExecution } from './find-execution.ts';
import { collapsed } from './long-runs.ts';

/** Messages of the product to other systems, which may read them much later. */
export interface FrozenOutward {
  /** Entries of the bus: a message of each kind of campaign, and an announcement. */
  readonly entries: readonly PutEventsRequestEntry[];
  /** Messages of the queue of refused events, with their long runs collapsed. */
  readonly refused: readonly string[];
}

/** Collects what the story handed to others, and the messages of the wave that leaves next. */
export async function outwardStory(frozen: FrozenCloud, { entries, refused }: FrozenOutward): Promise<FrozenOutward> {
  const next = await nextWave(frozen);
  const isFirst = (entry: PutEventsRequestEntry) => entries.find((each) => kindOf(each) === kindOf(entry)) === entry;
  const told = entries.filter((entry) => entry.DetailType !== 'Campaign Published' && isFirst(entry));
  return { entries: [...told, ...next], refused: refused.map(collapsed) };
}

/** Returns what the wave of 12:10 puts on the bus. */
export async function nextWave(frozen: FrozenCloud): Promise<readonly PutEventsRequestEntry[]> {
  const cloud = await Cloud.over(frozen);
  const { call } = findExecution(frozen, 'reminder.1.20261201T1210');
  cloud.installed.now = call.wave.departure;
  await cloud.dispatch(call);
  return cloud.entries();
}

function kindOf({ DetailType, Detail = '{}' }: PutEventsRequestEntry): string {
  return `${DetailType} ${JSON.parse(Detail).campaignId}`;
}
