import { Hono } from 'hono';
import { answerProblems, problem } from './answers.ts';
import { campaignRoutes } from './campaigns.ts';
import { currentsRoutes } from './currents.ts';
import type { ApiDeps } from './deps.ts';
import { refuseDotSegments } from './dot-segments.ts';
import { enrollmentRoutes } from './enrollments.ts';
import { eventRoutes } from './events.ts';
import { limitBody } from './limit-body.ts';
import { openapiRoutes } from './openapi.ts';
import { refusedRoutes } from './refused.ts';
import { refuseForeignEscapes } from './url-encoding.ts';
import { userRoutes } from './users.ts';

/** The HTTP interface. */
export function apiOf(deps: ApiDeps): Hono {
  const app = new Hono();
  app.use(refuseDotSegments((context) => deps.pathAsked?.(context)));
  app.use(refuseForeignEscapes);
  app.use(limitBody);
  answerProblems(app, deps.services.log);
  app.get('/health', async (context) => {
    const health = await deps.isHealthy();
    if (health === true) return context.json({ status: 'ok' });
    const message = health === false ? 'the latest work broke; it is tried again' : health.reason;
    return problem(context, 503, { code: 'unhealthy', message });
  });
  campaignRoutes(app, deps);
  enrollmentRoutes(app, deps);
  userRoutes(app, deps);
  eventRoutes(app, deps);
  currentsRoutes(app, deps);
  refusedRoutes(app, deps);
  openapiRoutes(app);
  return app;
}
