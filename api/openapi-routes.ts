import type { Hono } from 'hono';
import { respond } from './respond.ts';
import type { Routes } from './routes.ts';

/**
 * Registers the routes that describe the interface for programs. `otherRoutes` are those besides management. The schemas are loaded by
 * the first such call: a cold start of the API on AWS does not need them.
 */
export function registerOpenApiRoutes(app: Hono, otherRoutes: Routes = {}): void {
  app.get('/openapi.json', async (context) => {
    const { createOpenApiDocument } = await import('./openapi.ts');
    const { MANAGEMENT_ROUTES } = await import('./routes.ts');
    return respond(context, 'GET /openapi.json', createOpenApiDocument({ ...MANAGEMENT_ROUTES, ...otherRoutes }));
  });
  app.get('/schemas/campaign.json', async (context) => {
    const { createCampaignSchema } = await import('../core/campaign-schema.ts');
    return respond(context, 'GET /schemas/campaign.json', { ...createCampaignSchema() });
  });
}
