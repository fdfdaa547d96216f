/** The route that the gateway matched, and the path of the call, which the gateway decodes. */
export interface RoutedCall {
  /** The method and path of the route, such as `POST /campaigns/{id}/publish`. */
  readonly routeKey: string;
  readonly rawPath: string;
}

/**
 * Returns the path of a call with its id escaped again. The gateway decodes every escape but `%25`: without this, a slash, `?` or `#` in
 * an id would make another path of it, one that the caller may not be allowed to call. What is served is always the route that the
 * gateway matched and authorized; a path that does not fit it is served by none.
 */
export function restorePath({ routeKey, rawPath }: RoutedCall): string {
  const [, template = rawPath] = routeKey.split(' ');
  const [before = '', after] = template.split('{id}');
  if (after === undefined) return template;
  const isFitting =
    rawPath.startsWith(before) && rawPath.endsWith(after) && rawPath.length > before.length + after.length;
  if (!isFitting) return `/${escapeText(rawPath)}`;
  const id = rawPath.slice(before.length, rawPath.length - after.length);
  return `${before}${escapeText(id.replaceAll('%25', '%'))}${after}`;
}

function escapeText(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
