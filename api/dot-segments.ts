import type { Context, MiddlewareHandler } from 'hono';
import { respondWithProblem } from './problems.ts';

/**
 * Refuses a path with a segment `.` or `..`. A URL drops such segments, so the call would be about something else, such as another
 * user. `getRawPath` returns the path as it came, which the request of a framework no longer has.
 */
export function refuseDotSegments(getRawPath: (context: Context) => string | undefined): MiddlewareHandler {
  return async (context, next) => {
    const path = getRawPath(context)?.split('?', 1)[0];
    if (path === undefined || !hasDotSegment(path)) return next();
    const expected = 'no segment . or ..; an id like that goes into the query, as in /decisions?userId=..';
    const details = [{ path: 'path', found: path, expected }];
    return respondWithProblem(context, 400, { code: 'dot-segments', message: `path: expected ${expected}`, details });
  };
}

/** Returns whether a path has a dot segment. A URL reads a backslash as a slash, and `%2e` as a dot. */
function hasDotSegment(path: string): boolean {
  return path.split(/[/\\]/).some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment));
}
