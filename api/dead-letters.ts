import type { Context, Hono } from 'hono';
import { DEAD_LETTER_IMPACTS, type DeadLetterQueueName } from '../core/contracts/dead-letter-queues.ts';
import { toDeadLetterView } from './dead-letter-view.ts';
import type { ApiDeps } from './deps.ts';
import { respondWithProblem } from './problems.ts';
import { respond } from './respond.ts';

/** Registers the routes by which operators see what was given up, and put it again once the cause is mended. */
export function registerDeadLetterRoutes(app: Hono, { deadLetterQueues }: ApiDeps): void {
  app.get('/dead-letters', async (context) => {
    const queues = (await deadLetterQueues.list()).map((each) => ({ impact: DEAD_LETTER_IMPACTS[each.name], ...each }));
    return respond(context, 'GET /dead-letters', { queues });
  });
  app.get('/dead-letters/:queue', (context) =>
    withQueue(context, context.req.param('queue'), async (name) => {
      const sample = (await deadLetterQueues.sample(name)).map(toDeadLetterView);
      return respond(context, 'GET /dead-letters/{queue}', { name, sample });
    }),
  );
  app.post('/dead-letters/:queue/retry', (context) =>
    withQueue(context, context.req.param('queue'), async (name) =>
      respond(context, 'POST /dead-letters/{queue}/retry', await deadLetterQueues.retry(name)),
    ),
  );

  /** Answers a call about a queue that the installation has; 404 for any other. */
  async function withQueue(
    context: Context,
    queue: string,
    answer: (name: DeadLetterQueueName) => Promise<Response>,
  ): Promise<Response> {
    const names = await deadLetterQueues.listNames();
    const name = names.find((each) => each === queue);
    if (name !== undefined) return answer(name);
    const message = `queue: expected one of ${names.join(', ')}, found ${queue}`;
    return respondWithProblem(context, 404, { code: 'unknown-queue', message });
  }
}
