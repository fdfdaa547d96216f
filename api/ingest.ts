import type { Hono } from 'hono';
import { createBaseApi } from './base.ts';
import { registerCurrentsRoutes } from './currents.ts';
import type { IngestDeps } from './deps.ts';

/** Creates the interface by which other systems send events, with a token. Its bundle has nothing of the management of campaigns. */
export function createIngestApi(deps: IngestDeps): Hono {
  const app = createBaseApi(deps.services.log);
  registerCurrentsRoutes(app, deps);
  return app;
}
