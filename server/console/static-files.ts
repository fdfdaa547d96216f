import { createReadStream, readdirSync, statSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { PAGE_HEADERS } from './page-headers.ts';

/** A file of the built console. */
interface StaticFile {
  readonly path: string;
  readonly bytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** The files of a built console, by the path at which each is served. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/** The path below which the assets are served, each under a name that changes with its content. */
const ASSETS_PATH = '/console/assets/';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/**
 * Lists the files that are served of a built console: `index.html` at `/`, and those below `assets`. A request is compared with this
 * list, so that no path leads out of the folder. Throws if there is no `index.html`.
 */
export function listStaticFiles(folder: string): StaticFiles {
  const assets = readdirSync(join(folder, 'assets'), { recursive: true, withFileTypes: true }).filter((each) =>
    each.isFile(),
  );
  const immutable = 'public, max-age=31536000, immutable';
  return new Map([
    ['/', describeFile(join(folder, 'index.html'), 'no-store')],
    ...assets.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const below = path.slice(join(folder, 'assets').length + 1).replaceAll('\\', '/');
      return [`${ASSETS_PATH}${below}`, describeFile(path, immutable)] as const;
    }),
  ]);
}

/** Sends a file as the answer, or with its headers alone. */
export function respondFile(response: ServerResponse, file: StaticFile, isHead: boolean): void {
  response.writeHead(200, file.headers);
  if (isHead) {
    response.end();
    return;
  }
  createReadStream(file.path)
    .on('error', () => response.destroy())
    .pipe(response);
}

function describeFile(path: string, cacheControl: string): StaticFile {
  const bytes = statSync(path).size;
  const type = MEDIA_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
  const headers = { ...PAGE_HEADERS, 'cache-control': cacheControl, 'content-type': type };
  return { path, bytes, headers: { ...headers, 'content-length': String(bytes) } };
}
