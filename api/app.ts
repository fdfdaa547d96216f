import { Hono } from 'hono';
import { registerCampaignRoutes } from './campaigns.ts';
import { registerCurrentsRoutes } from './currents.ts';
import type { ApiDeps } from './deps.ts';
import { refuseDotSegments } from './dot-segments.ts';
import { registerEnrollmentRoutes } from './enrollments.ts';
import { registerEventRoutes } from './events.ts';
import { limitBody } from './limit-body.ts';
import { registerOpenApiRoutes } from './openapi.ts';
import { registerPauseRoutes } from './pause.ts';
import { registerProblemHandlers, respondWithProblem } from './problems.ts';
import { registerRefusedRoutes } from './refused.ts';
import { respond } from './respond.ts';
import { registerRetryRefusedRoute } from './retry-refused.ts';
import { refuseInvalidEscapes } from './url-encoding.ts';
import { registerUserRoutes } from './users.ts';
import { registerWaveRoutes } from './waves.ts';

/** Creates the HTTP interface. */
export function createApi(deps: ApiDeps): Hono {
  const app = new Hono();
  app.use(refuseDotSegments((context) => deps.getRawPath?.(context)));
  app.use(refuseInvalidEscapes);
  app.use(limitBody);
  registerProblemHandlers(app, deps.services.log);
  app.get('/health', async (context) => {
    const health = await deps.checkHealth();
    if (health === true) return respond(context, 'GET /health', { status: 'ok' });
    const message = health === false ? 'the latest work failed; it is tried again' : health.reason;
    return respondWithProblem(context, 503, { code: 'unhealthy', message });
  });
  registerCampaignRoutes(app, deps);
  registerPauseRoutes(app, deps);
  registerEnrollmentRoutes(app, deps);
  registerUserRoutes(app, deps);
  registerEventRoutes(app, deps);
  registerCurrentsRoutes(app, deps);
  registerRefusedRoutes(app, deps);
  registerRetryRefusedRoute(app, deps);
  registerWaveRoutes(app, deps);
  registerOpenApiRoutes(app, deps.localRoutes);
  return app;
}
