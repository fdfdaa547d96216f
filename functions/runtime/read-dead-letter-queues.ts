import * as v from 'valibot';
import type { DeadLetterQueueUrls } from '../../adapters/aws/dead-letter-queues.ts';
import { replaceQueueName } from '../../adapters/aws/replace-queue-name.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueueName } from '../../core/contracts/dead-letter-queues.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { parseJsonInput } from '../../core/contracts/parse-input.ts';

/** The name of each dead-letter queue that the installation has; after it the name of the queue to which messages of unknown origin return. */
const schema = v.record(v.picklist(DEAD_LETTER_QUEUES), v.pipe(v.array(v.string()), v.minLength(1)));

/**
 * Reads the dead-letter queues that the stack names, in the order of lists; none if it names none. The environment has their names and no
 * URLs, because it is limited to 4 KB: their URLs differ from that of the queue of refused events by the name.
 */
export function readDeadLetterQueues(
  environment: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<DeadLetterQueueName, DeadLetterQueueUrls> {
  const { [ENVIRONMENT.deadLetterQueues]: json, [ENVIRONMENT.refusedQueue]: base = '' } = environment;
  if (!json) return new Map();
  const names = parseJsonInput(schema, json, ENVIRONMENT.deadLetterQueues);
  const toUrl = (name: string) => replaceQueueName(base, name);
  return new Map(
    DEAD_LETTER_QUEUES.flatMap((name) => {
      const [queue, source] = names[name] ?? [];
      if (queue === undefined) return [];
      return [[name, { url: toUrl(queue), ...(source !== undefined && { sourceUrl: toUrl(source) }) }] as const];
    }),
  );
}
