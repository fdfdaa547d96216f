import type { Hono } from 'hono';
import { registerAuthoringRoutes } from './authoring-routes.ts';
import { createBaseApi } from './base.ts';
import { registerCampaignRoute } from './campaigns.ts';
import { createSendingView, registerChannelsRoute } from './channels.ts';
import { registerDeadLetterRoutes } from './dead-letters.ts';
import { registerDeliveryRoutes } from './deliveries.ts';
import type { ApiDeps } from './deps.ts';
import { registerEnrollmentRoutes } from './enrollments.ts';
import { registerErasureRoutes } from './erasures.ts';
import { registerEventRoutes } from './events.ts';
import { registerInboxTokenRoute } from './inbox-tokens.ts';
import { registerCampaignListRoute } from './list-campaigns.ts';
import { registerOpenApiRoutes } from './openapi-routes.ts';
import { registerPauseRoutes } from './pause.ts';
import { respondWithProblem } from './problems.ts';
import { registerProfileRoute } from './profile.ts';
import { registerRefusedRoutes } from './refused.ts';
import { respond } from './respond.ts';
import { registerRetryRefusedRoute } from './retry-refused.ts';
import { registerSettingsRoutes } from './settings.ts';
import { registerStatisticsRoutes } from './statistics.ts';
import { registerUserRoutes } from './users.ts';
import { registerVersionRoutes } from './versions.ts';
import { registerWaveRoutes } from './waves.ts';

/** Creates the interface by which people and programs manage campaigns and send events. */
export function createManagementApi(deps: ApiDeps): Hono {
  const app = createBaseApi(deps.services.log, deps.getRawPath);
  app.get('/health', async (context) => {
    const health = await deps.checkHealth();
    const { stage, sending } = deps;
    if (health === true)
      return respond(context, 'GET /health', {
        status: 'ok',
        ...(stage !== undefined && { stage }),
        ...createSendingView(sending),
      });
    const message = health === false ? 'the latest work failed; it is tried again' : health.reason;
    return respondWithProblem(context, 503, { code: 'unhealthy', message });
  });
  registerCampaignListRoute(app, deps);
  registerCampaignRoute(app, deps);
  registerAuthoringRoutes(app, deps);
  registerVersionRoutes(app, deps);
  registerPauseRoutes(app, deps);
  registerSettingsRoutes(app, deps);
  registerEnrollmentRoutes(app, deps);
  registerStatisticsRoutes(app, deps);
  registerUserRoutes(app, deps);
  registerProfileRoute(app, deps);
  registerDeliveryRoutes(app, deps);
  registerErasureRoutes(app, deps);
  registerEventRoutes(app, deps);
  registerRefusedRoutes(app, deps);
  registerRetryRefusedRoute(app, deps);
  registerDeadLetterRoutes(app, deps);
  registerWaveRoutes(app, deps);
  registerChannelsRoute(app, deps);
  registerInboxTokenRoute(app, deps);
  registerOpenApiRoutes(app, deps.otherRoutes);
  return app;
}
