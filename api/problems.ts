import type { Context, Hono } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { describeValue } from '../core/contracts/fault.ts';
import type { Log } from '../core/ports.ts';
import { InvalidCursorError } from '../core/store-cursor.ts';
import type { Problem, ProblemCode } from './schemas/problem.ts';

/** Responds with a problem: `{ error: { code, message, details? } }`. */
export function respondWithProblem(
  context: Context,
  status: ContentfulStatusCode,
  { code, message, details }: Problem,
): Response {
  const error: Problem = { code, message, ...(details === undefined ? {} : { details }) };
  return context.json({ error }, status);
}

/** Answers 404 for a campaign that was never saved. */
export function respondUnknownCampaign(context: Context, id: string): Response {
  return respondWithProblem(context, 404, { code: 'unknown-campaign', message: `no campaign has the id "${id}"` });
}

/** Answers 400 for a cursor that no page of this list returned. */
export function respondInvalidCursor(context: Context): Response {
  const expected = 'the cursor of an earlier answer of this list, unchanged';
  const details = [{ path: 'cursor', found: describeValue(context.req.query('cursor')), expected }];
  return respondWithProblem(context, 400, { code: 'broken-cursor', message: `cursor: expected ${expected}`, details });
}

/** A parameter of the query with a closed list of values. */
export interface ChoiceParameter {
  readonly path: string;
  readonly known: readonly string[];
  /** The code of the problem of another value. */
  readonly code: ProblemCode;
}

/** Answers 400 for a parameter of the query that has none of the values it may have. */
export function respondUnknownValue(context: Context, { path, known, code }: ChoiceParameter): Response {
  const [found = '', expected] = [context.req.query(path), `one of ${known.join(', ')}`];
  const message = `${path}: expected ${expected}, found ${found}`;
  return respondWithProblem(context, 400, { code, message, details: [{ path, found, expected }] });
}

/** Registers the answers to unknown paths, wrong methods and errors that were thrown. */
export function registerProblemHandlers(app: Hono, log: Log): void {
  app.notFound((context) => respondNotFound(context, app));
  app.onError((error, context) => {
    if (error instanceof InvalidCursorError) return respondInvalidCursor(context);
    const at = error.stack?.split('\n')[1]?.trim();
    const { method } = context.req;
    log.warn('REQUEST_FAILED', { method, route: findRoutePattern(context), error: String(error), at });
    return respondWithProblem(context, 500, { code: 'internal-failure', message: 'the call failed; try again' });
  });
}

/** Returns the pattern of the route of a call, such as `/users/:id/decisions`: a path contains ids of users, which are not for the log. */
function findRoutePattern(context: Context): string | undefined {
  return matchedRoutes(context).findLast(({ method }) => method === context.req.method)?.path;
}

function respondNotFound(context: Context, app: Hono): Response {
  const { method, path } = context.req;
  const allowed = listAllowedMethods(app, path);
  if (allowed.length === 0)
    return respondWithProblem(context, 404, { code: 'unknown-path', message: `nothing is at ${path}` });
  context.header('Allow', allowed.join(', '));
  const message = `method: expected ${allowed.join(' or ')}, found ${method}`;
  return respondWithProblem(context, 405, { code: 'wrong-method', message });
}

function listAllowedMethods(app: Hono, path: string): string[] {
  const routes = app.routes.filter((route) => route.method !== 'ALL' && toPathPattern(route.path).test(path));
  return [...new Set(routes.map(({ method }) => method))].sort();
}

function toPathPattern(path: string): RegExp {
  const parts = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${parts.join('/')}$`);
}
