import { Installation } from './installation.ts';
import { type Kept, keptOf } from './kept.ts';
import { arrivalsOf, type Load } from './load.ts';
import type { LoadedFunction } from './settings.ts';
import type { Usage } from './usage.ts';

/** The result of playing a load. */
export interface Run {
  readonly load: Load;
  readonly events: number;
  readonly usage: Usage;
  /** The maximum of a second, by kind. */
  readonly peaks: ReadonlyMap<string, number>;
  /** The maximum number of concurrent Lambdas of each function. */
  readonly concurrency: Readonly<Record<LoadedFunction, number>>;
  readonly kept: Kept;
  /** The processor time in milliseconds that playing the load took here for each user: handlers, adapters and stand-ins, without the SDK. */
  readonly processor: number;
}

/** Plays a load against the handlers, the queues before them and the wave machine, in virtual time. */
export async function runOf(load: Load): Promise<Run> {
  const begun = process.cpuUsage();
  const installation = new Installation();
  await installation.publish(load);
  const arrivals = arrivalsOf(load);
  installation.take(arrivals);
  await installation.agenda.run();
  const { user, system } = process.cpuUsage(begun);
  const { usage, rates, fleets } = installation;
  const concurrency = {
    'match-trigger': fleets['match-trigger'].concurrency.most,
    'match-exception': fleets['match-exception'].concurrency.most,
    dispatch: fleets.dispatch.concurrency.most,
    api: fleets.api.concurrency.most,
  };
  const { userId } = JSON.parse(arrivals[0]?.body ?? '{}').detail;
  return {
    load,
    events: arrivals.length,
    usage,
    peaks: rates.peaks,
    concurrency,
    kept: await keptOf(userId, installation.standIns),
    processor: (user + system) / 1_000 / load.users,
  };
}
