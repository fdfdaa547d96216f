import type { Instant } from '../../core/contracts/instant.ts';
import type { StandIns } from '../doubles/aws.ts';
import type { Rates } from './rates.ts';
import type { LoadedFunction } from './settings.ts';
import type { Usage } from './usage.ts';

/** What requests are watched by. */
export interface WatcherDeps {
  readonly standIns: StandIns;
  readonly usage: Usage;
  readonly rates: Rates;
}

const READ = 'DynamoDB read units';
const WRITTEN = 'DynamoDB write units';

/** Sees every request of a door while it is made: what it uses, of which items, and in which second. */
export function watcherOf(functionName: LoadedFunction, { standIns: { tally }, usage, rates }: WatcherDeps) {
  return <Answer>(request: string, at: Instant, perform: () => Answer): Answer => {
    const before = { read: tally.of(READ), written: tally.of(WRITTEN) };
    try {
      return perform();
    } finally {
      const { kind, partition } = itemsOf(request);
      for (const [priced, count] of [
        ['read', tally.of(READ) - before.read],
        ['write', tally.of(WRITTEN) - before.written],
      ] as const) {
        if (count === 0) continue;
        usage.add({ requester: functionName, priced, what: kind, count });
        rates.add(`${priced} units`, at, { count });
        // What is known of one user is a partition of its own: none is asked often.
        if (partition.startsWith('user#')) continue;
        rates.add(`${priced} units of ${kind}`, at, { count });
        rates.add(`${priced} units of one partition of ${kind}`, at, { count, place: partition });
      }
      const [verb = '', entries] = request.split(' ');
      if (verb === 'StartExecution') rates.add(verb, at);
      if (verb === 'PutEvents') {
        rates.add(verb, at);
        rates.add('events out', at, { count: Number(entries) });
      }
    }
  };
}

/** Which kind of items a request of DynamoDB is about, and in which partition: `Put enrollments user#ann row#reminder`. */
function itemsOf(request: string): { readonly kind: string; readonly partition: string } {
  const [, table = 'several', partition = '', sort = ''] = request.split(' ');
  const of = partition.startsWith('user#') ? sort : partition;
  return { kind: table === 'enrollments' ? (of.split('#')[0] ?? '') : table, partition };
}
