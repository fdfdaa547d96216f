import type { Hono } from 'hono';
import { createApi, type WholeApiDeps } from '../../../api/whole-api.ts';
import { checkAnswer } from './check-answer.ts';

/** Creates the HTTP interface. Each answer of its `request` is checked against the OpenAPI document. */
export function createCheckedApi(deps: WholeApiDeps): Hono {
  const app = createApi(deps);
  const request = app.request;
  app.request = async (input, init, ...rest) => {
    const response = await request(input, init, ...rest);
    const { method = 'GET' } = init ?? {};
    if (typeof input === 'string' && method !== 'HEAD')
      await checkAnswer({ method, path: input, status: response.status, text: await response.clone().text() });
    return response;
  };
  return app;
}
