import type { Context, MiddlewareHandler } from 'hono';
import { respondWithProblem } from './problems.ts';

/**
 * Refuses a path with a segment `.` or `..`: a URL leaves them out, so that the call would be about something else than it
 * says, such as another user. `getRawPath` tells the path as it came, which the request of a framework does not show any more.
 */
export function refuseDotSegments(getRawPath: (context: Context) => string | undefined): MiddlewareHandler {
  return async (context, next) => {
    const path = getRawPath(context)?.split('?', 1)[0];
    if (path === undefined || !hasDotSegment(path)) return next();
    const expected =
      'no segment . or .. in it; an id such as that is asked for in the query, as in /decisions?userId=..';
    const details = [{ path: 'path', found: path, expected }];
    return respondWithProblem(context, 400, { code: 'dot-segments', message: `path: expected ${expected}`, details });
  };
}

/** A URL takes a backslash for a slash, and `%2e` for a dot. */
function hasDotSegment(path: string): boolean {
  return path.split(/[/\\]/).some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}
