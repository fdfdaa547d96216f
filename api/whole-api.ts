import type { Hono } from 'hono';
import { registerCurrentsRoutes } from './currents.ts';
import type { ApiDeps, IngestDeps } from './deps.ts';
import { createManagementApi } from './management-api.ts';
import type { PublicDeps } from './public/deps.ts';
import { registerPublicRoutes } from './public/public.ts';
import { INGEST_ROUTES, PUBLIC_ROUTES } from './routes.ts';

/** The dependencies of the whole interface. Public calls are answered if their dependencies are given. */
export interface WholeApiDeps extends ApiDeps, IngestDeps {
  readonly publicDeps?: PublicDeps;
}

/** Creates the whole HTTP interface, as one machine serves it at one port. */
export function createApi({ publicDeps, ...deps }: WholeApiDeps): Hono {
  const publicRoutes = publicDeps === undefined ? {} : PUBLIC_ROUTES;
  const app = createManagementApi({ ...deps, otherRoutes: { ...INGEST_ROUTES, ...publicRoutes, ...deps.otherRoutes } });
  registerCurrentsRoutes(app, deps);
  if (publicDeps !== undefined) registerPublicRoutes(app, publicDeps);
  return app;
}
