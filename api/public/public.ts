import { Hono } from 'hono';
import { refuseDotSegments } from '../dot-segments.ts';
import { createBodyLimit } from '../limit-body.ts';
import { registerProblemHandlers } from '../problems.ts';
import { refuseInvalidEscapes } from '../url-encoding.ts';
import { allowOrigins } from './allow-origins.ts';
import type { PublicDeps } from './deps.ts';
import { registerInboxRoutes } from './inbox.ts';
import { registerLinkRoutes } from './links.ts';
import { setSecurityHeaders } from './security-headers.ts';
import { registerUnsubscribeRoutes } from './unsubscribe.ts';

/** The limit of bodies of public calls: the longest is a form of a few fields. */
const limitPublicBody = createBodyLimit({
  maxBytes: 16 * 1024,
  maxDrainedBytes: 1024 * 1024,
  maxText: '16 KiB (16,384 bytes)',
});

/** The paths of public calls, for what holds for them only. */
const PUBLIC_PATHS = ['/inbox/*', '/unsubscribe/*', '/l/*', '/o/*'];

/** Returns whether the target of a request is that of a public call: pages of other sites may make it, because a token proves what it may do. */
export function isPublicTarget(target: string): boolean {
  return /^\/(?:inbox|unsubscribe|l|o)(?:[/?]|$)/.test(target);
}

/**
 * Creates the public interface, apart from management: links in messages, the page to unsubscribe, and the inbox. `getRawPath` is that
 * of `ApiDeps`.
 */
export function createPublicApi(deps: PublicDeps, getRawPath: () => string | undefined = () => undefined): Hono {
  const app = new Hono();
  app.use(setSecurityHeaders);
  app.use(refuseDotSegments(getRawPath));
  app.use(refuseInvalidEscapes);
  registerPublicRoutes(app, deps);
  registerProblemHandlers(app, deps.log);
  return app;
}

/** Registers the public calls. Headers, origins and limits hold for their paths only, so that one machine may answer all calls at one port. */
export function registerPublicRoutes(app: Hono, deps: PublicDeps): void {
  for (const path of PUBLIC_PATHS) app.use(path, setSecurityHeaders, limitPublicBody);
  app.use('/inbox/*', allowOrigins(deps.allowedOrigins));
  registerInboxRoutes(app, deps);
  registerUnsubscribeRoutes(app, deps);
  registerLinkRoutes(app, deps);
}
