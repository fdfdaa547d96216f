import { Hono } from 'hono';
import type { Log } from '../core/ports.ts';
import type { ApiDeps } from './deps.ts';
import { refuseDotSegments } from './dot-segments.ts';
import { limitBody } from './limit-body.ts';
import { registerProblemHandlers } from './problems.ts';
import { refuseInvalidEscapes } from './url-encoding.ts';

/** Creates an interface without calls: what every call is checked for, and the answers to unknown paths and failures. */
export function createBaseApi(log: Log, getRawPath?: ApiDeps['getRawPath']): Hono {
  const app = new Hono();
  app.use(refuseDotSegments((context) => getRawPath?.(context)));
  app.use(refuseInvalidEscapes);
  app.use(limitBody);
  registerProblemHandlers(app, log);
  return app;
}
