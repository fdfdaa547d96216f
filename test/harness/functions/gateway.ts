import { INGEST_CALLS, MANAGEMENT_CALLS } from '../../../core/contracts/calls.ts';

/** The path by which a gateway finds the route of a call: the one that it decoded (as AWS does), or the one that came. */
export type RouteMatching = 'decoded' | 'as-it-came';

/** A route that a gateway matched, the API that has it, and the path that it passes on. */
export interface Routed {
  readonly api: 'management' | 'ingest';
  readonly routeKey: string;
  readonly rawPath: string;
}

/** Finds the route of a call as API Gateway does; undefined if it has none, and answers 404 itself. */
export function findRoute(method: string, path: string, matching: RouteMatching = 'decoded'): Routed | undefined {
  const rawPath = decodePath(path);
  const isMatch = (routeKey: string) => {
    const [routeMethod, template = ''] = routeKey.split(' ');
    return routeMethod === method && toPattern(template).test(matching === 'decoded' ? rawPath : path);
  };
  const management = MANAGEMENT_CALLS.find(isMatch);
  if (management !== undefined) return { api: 'management', routeKey: management, rawPath };
  const ingest = INGEST_CALLS.find(isMatch);
  return ingest === undefined ? undefined : { api: 'ingest', routeKey: ingest, rawPath };
}

/** Decodes a path as an HTTP API does: every escape but `%25`. */
export function decodePath(path: string): string {
  return path
    .split('%25')
    .map((part) => decodeURIComponent(part))
    .join('%25');
}

function toPattern(template: string): RegExp {
  const parts = template.split(/\{\w+\}/).map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${parts.join('([^/]+)')}$`);
}
