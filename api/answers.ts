import type { Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Log } from '../core/ports.ts';

/** Why a call is not answered as asked. */
export interface Problem {
  /** One word for programs, such as `unknown-campaign`. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
  readonly details?: readonly object[] | undefined;
}

/** Answers that something is wrong with a call: `{ error: { code, message, details? } }`. */
export function problem(context: Context, status: ContentfulStatusCode, { code, message, details }: Problem): Response {
  return context.json({ error: { code, message, ...(details === undefined ? {} : { details }) } }, status);
}

/** Answers 404 for a campaign nobody saved. */
export function unknownCampaign(context: Context, id: string): Response {
  return problem(context, 404, { code: 'unknown-campaign', message: `no campaign has the id "${id}"` });
}

/** What every call has in common: unknown paths, wrong methods, and what breaks. */
export function answerProblems(app: Hono, log: Log): void {
  app.notFound((context) => notFound(context, app));
  app.onError((error, context) => {
    const at = error.stack?.split('\n')[1]?.trim();
    log.warn('REQUEST_BROKE', { method: context.req.method, route: context.req.path, error: String(error), at });
    return problem(context, 500, { code: 'internal-failure', message: 'something broke here; try again' });
  });
}

function notFound(context: Context, app: Hono): Response {
  const { method, path } = context.req;
  const allowed = methodsOf(app, path);
  if (allowed.length === 0) return problem(context, 404, { code: 'unknown-path', message: `nothing is at ${path}` });
  context.header('Allow', allowed.join(', '));
  const message = `method: expected ${allowed.join(' or ')}, found ${method}`;
  return problem(context, 405, { code: 'wrong-method', message });
}

function methodsOf(app: Hono, path: string): string[] {
  const routes = app.routes.filter((route) => route.method !== 'ALL' && patternOf(route.path).test(path));
  return [...new Set(routes.map(({ method }) => method))].sort();
}

function patternOf(path: string): RegExp {
  const parts = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${parts.join('/')}$`);
}
