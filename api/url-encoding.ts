import type { MiddlewareHandler } from 'hono';
import { describeValue } from '../core/contracts/fault.ts';
import { respondWithProblem } from './problems.ts';

/**
 * Refuses a URL whose escapes are not UTF-8, such as `?userId=jos%E9`. Undecoded, they would name another user, who is unknown. A
 * percent sign that begins no escape stands for itself.
 */
export const refuseInvalidEscapes: MiddlewareHandler = async (context, next) => {
  const escapes = context.req.url.match(/(?:%[0-9a-f]{2})+/gi) ?? [];
  const invalid = escapes.find((each) => !isUtf8(each));
  if (invalid === undefined) return next();
  const [expected, found] = ['escapes of UTF-8, such as %C3%A9 for é', describeValue(invalid)];
  const details = [{ path: 'url', found, expected }];
  return respondWithProblem(context, 400, {
    code: 'not-utf8',
    message: `url: expected ${expected}, found ${found}`,
    details,
  });
};

function isUtf8(escapes: string): boolean {
  try {
    decodeURIComponent(escapes);
    return true;
  } catch {
    return false;
  }
}
