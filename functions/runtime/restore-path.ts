/** The route that the gateway matched, and the path of the call, which the gateway decodes. */
export interface RoutedCall {
  /** The method and path of the route, such as `POST /campaigns/{id}/publish`. */
  readonly routeKey: string;
  readonly rawPath: string;
}

/** A parameter of a route, such as `{id}`, or `{proxy+}` for the rest of the path. */
const PARAMETER = /\{\w+\+?\}/;

/**
 * Returns the path of a call with the values of its parameters escaped again. The gateway decodes every escape but `%25`: without this, a
 * slash, `?` or `#` in an id would make another path of it, one that the caller may not be allowed to call. What is served is always the
 * route that the gateway matched and authorized; a path that does not fit it is served by none.
 */
export function restorePath({ routeKey, rawPath }: RoutedCall): string {
  const [, template = rawPath] = routeKey.split(' ');
  const literals = template.split(PARAMETER);
  if (literals.length === 1) return template;
  const values = matchValues(literals, rawPath);
  if (values === undefined) return `/${escapeText(rawPath)}`;
  return literals.map((literal, at) => `${literal}${escapeValue(values[at])}`).join('');
}

/** Returns the values between the literal parts of a path; undefined if it does not have these parts, or nothing between two of them. */
function matchValues(literals: readonly string[], rawPath: string): readonly string[] | undefined {
  const pattern = literals.map((literal) => RegExp.escape(literal)).join('(.+)');
  return new RegExp(`^${pattern}$`, 's').exec(rawPath)?.slice(1);
}

function escapeValue(value = ''): string {
  return escapeText(value.replaceAll('%25', '%'));
}

function escapeText(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
