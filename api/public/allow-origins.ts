import type { MiddlewareHandler } from 'hono';
import { describeValue } from '../../core/contracts/fault.ts';
import { respondWithProblem } from '../problems.ts';

/** The seconds for which a browser may use the answer to a preflight. */
const PREFLIGHT_SECONDS = '600';

/** The description of an origin, for messages about faults. */
export const ORIGIN_EXPECTED = 'origins such as https://shop.example, separated by commas: no path, and no *';

/** Parses a list of origins. Returns them, or the first text that is none. */
export function parseOrigins(list: string): { readonly origins: readonly string[] } | { readonly wrong: string } {
  const origins = list.split(',').flatMap((text) => text.trim() || []);
  const wrong = origins.find((text) => !isOrigin(text));
  return wrong === undefined ? { origins } : { wrong };
}

function isOrigin(text: string): boolean {
  return /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Allows pages of some origins to call from a browser, with their token and without cookies. A preflight of any other is refused. */
export function allowOrigins(allowed: readonly string[]): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('origin');
    const isAllowed = origin !== undefined && allowed.includes(origin);
    if (context.req.method !== 'OPTIONS') {
      await next();
      context.res.headers.append('Vary', 'Origin');
      if (isAllowed) context.res.headers.set('Access-Control-Allow-Origin', origin);
      return;
    }
    context.header('Vary', 'Origin');
    if (!isAllowed) {
      const expected = 'an origin that this installation allows';
      const message = `origin: expected ${expected}, found ${describeValue(origin)}`;
      return respondWithProblem(context, 403, { code: 'foreign-origin', message });
    }
    context.header('Access-Control-Allow-Origin', origin);
    context.header('Access-Control-Allow-Methods', 'GET, POST');
    context.header('Access-Control-Allow-Headers', 'authorization, content-type');
    context.header('Access-Control-Max-Age', PREFLIGHT_SECONDS);
    return context.body(null, 204);
  };
}
