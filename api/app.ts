import { Hono } from 'hono';
import type { Log } from '../core/ports.ts';
import { registerApplyRoutes } from './apply.ts';
import { registerCampaignRoutes } from './campaigns.ts';
import { registerCurrentsRoutes } from './currents.ts';
import type { ApiDeps, IngestDeps } from './deps.ts';
import { refuseDotSegments } from './dot-segments.ts';
import { registerEnrollmentRoutes } from './enrollments.ts';
import { registerEventRoutes } from './events.ts';
import { limitBody } from './limit-body.ts';
import { registerOpenApiRoutes } from './openapi.ts';
import { registerPauseRoutes } from './pause.ts';
import { registerPlanRoute } from './plan.ts';
import { registerProblemHandlers, respondWithProblem } from './problems.ts';
import { registerRefusedRoutes } from './refused.ts';
import { respond } from './respond.ts';
import { registerRetryRefusedRoute } from './retry-refused.ts';
import { INGEST_ROUTES } from './routes.ts';
import { registerSettingsRoutes } from './settings.ts';
import { refuseInvalidEscapes } from './url-encoding.ts';
import { registerUserRoutes } from './users.ts';
import { registerWaveRoutes } from './waves.ts';

/** Creates the whole HTTP interface, as one machine serves it at one port. */
export function createApi(deps: ApiDeps & IngestDeps): Hono {
  const app = createManagementApi({ ...deps, otherRoutes: { ...INGEST_ROUTES, ...deps.otherRoutes } });
  registerCurrentsRoutes(app, deps);
  return app;
}

/** Creates the interface by which people and programs manage campaigns and send events. */
export function createManagementApi(deps: ApiDeps): Hono {
  const app = createBase(deps.services.log, deps.getRawPath);
  app.get('/health', async (context) => {
    const health = await deps.checkHealth();
    if (health === true) return respond(context, 'GET /health', { status: 'ok' });
    const message = health === false ? 'the latest work failed; it is tried again' : health.reason;
    return respondWithProblem(context, 503, { code: 'unhealthy', message });
  });
  registerCampaignRoutes(app, deps);
  registerPlanRoute(app, deps);
  registerApplyRoutes(app, deps);
  registerPauseRoutes(app, deps);
  registerSettingsRoutes(app, deps);
  registerEnrollmentRoutes(app, deps);
  registerUserRoutes(app, deps);
  registerEventRoutes(app, deps);
  registerRefusedRoutes(app, deps);
  registerRetryRefusedRoute(app, deps);
  registerWaveRoutes(app, deps);
  registerOpenApiRoutes(app, deps.otherRoutes);
  return app;
}

/** Creates the interface by which other systems send events, with a token. */
export function createIngestApi(deps: IngestDeps): Hono {
  const app = createBase(deps.services.log);
  registerCurrentsRoutes(app, deps);
  return app;
}

/** Creates an interface without calls: what every call is checked for, and the answers to unknown paths and failures. */
function createBase(log: Log, getRawPath?: ApiDeps['getRawPath']): Hono {
  const app = new Hono();
  app.use(refuseDotSegments((context) => getRawPath?.(context)));
  app.use(refuseInvalidEscapes);
  app.use(limitBody);
  registerProblemHandlers(app, log);
  return app;
}
