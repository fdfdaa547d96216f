import * as v from 'valibot';
import type { DeadLetterQueueUrls } from '../../adapters/aws/dead-letter-queues.ts';
import type { Deadline } from '../../adapters/aws/deadline.ts';
import { ExpiringCache } from '../../adapters/aws/expiring-cache.ts';
import { loadOnce } from '../../adapters/aws/load-once.ts';
import { replaceQueueName } from '../../adapters/aws/replace-queue-name.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueueName } from '../../core/contracts/dead-letter-queues.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { parseJsonInput } from '../../core/contracts/parse-input.ts';
import { MINUTE, type TimeSpan } from '../../core/contracts/time-span.ts';

/** The time after which the names are read again: a deployment may change them, and leave this function as it is. */
const CACHE_DURATION: TimeSpan = MINUTE;

/** The name of each dead-letter queue that the installation has; after it the name of the queue to which messages of unknown origin return. */
const schema = v.record(v.picklist(DEAD_LETTER_QUEUES), v.pipe(v.array(v.string()), v.minLength(1)));

/** The URLs of dead-letter queues by their names, in the order of lists. */
type UrlsByName = ReadonlyMap<DeadLetterQueueName, DeadLetterQueueUrls>;

/**
 * Creates a function that reads the dead-letter queues of the installation; none if the stack names none. Their names are in a parameter:
 * the environment, which is limited to 4 KB, has no room for them. Their URLs differ from that of the queue of refused events by the name.
 */
export function createDeadLetterQueuesReader(
  environment: Readonly<Record<string, string | undefined>>,
  { deadline, now }: { readonly deadline: Deadline; readonly now: () => Instant },
): () => Promise<UrlsByName> {
  const { [ENVIRONMENT.deadLetterQueues]: parameter, [ENVIRONMENT.refusedQueue]: base = '' } = environment;
  if (!parameter) return async () => new Map();
  const load = loadOnce(async () => (await import('./read-parameter.ts')).createReadParameter(deadline));
  const cache = new ExpiringCache<UrlsByName>(1);
  return () =>
    cache.getOrLoad(parameter, { now: now(), until: now() + CACHE_DURATION }, async () => {
      const text = await (await load())(parameter);
      return parseUrls(text ?? '', base);
    });
}

function parseUrls(json: string, base: string): UrlsByName {
  const names = parseJsonInput(schema, json, 'the names of dead-letter queues in their parameter');
  const toUrl = (name: string) => replaceQueueName(base, name);
  return new Map(
    DEAD_LETTER_QUEUES.flatMap((name) => {
      const [queue, source] = names[name] ?? [];
      if (queue === undefined) return [];
      return [[name, { url: toUrl(queue), ...(source !== undefined && { sourceUrl: toUrl(source) }) }] as const];
    }),
  );
}
