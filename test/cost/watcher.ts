import type { Instant } from '../../core/contracts/instant.ts';
import type { StandIns } from '../doubles/aws.ts';
import type { Rates } from './rates.ts';
import type { LoadedFunction } from './settings.ts';
import type { Usage } from './usage.ts';

/** The objects in which requests are recorded. */
export interface WatcherDeps {
  readonly standIns: StandIns;
  readonly usage: Usage;
  readonly rates: Rates;
}

const READ = 'DynamoDB read units';
const WRITTEN = 'DynamoDB write units';

/** Records every request of a Lambda function: what it uses, of which items, and in which second. */
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
        // A user's items are a partition of their own, none of which is used often.
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

/** Returns the kind of the items of a request to DynamoDB, and their partition: `Put enrollments user#ann row#reminder`. */
function itemsOf(request: string): { readonly kind: string; readonly partition: string } {
  const [, table = 'several', partition = '', sort = ''] = request.split(' ');
  const of = partition.startsWith('user#') ? sort : partition;
  return { kind: table === 'enrollments' ? (of.split('#')[0] ?? '') : table, partition };
}
