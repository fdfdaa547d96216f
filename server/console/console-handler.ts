import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { parseJson } from '../../core/contracts/parse-json.ts';
import type { ConsoleSource } from './console-build.ts';
import { type ConsoleProblem, respondConsoleProblem, respondJson } from './console-problems.ts';
import { createPreviewHeaders } from './page-headers.ts';
import { createPreviews } from './previews.ts';
import { readLimitedBody } from './read-limited-body.ts';
import type { ConsoleSession } from './session.ts';
import { respondFile } from './static-files.ts';
import { formatWaitingPage, WAITING_PAGE_HEADERS } from './waiting-page.ts';

/** The part of a server that answers the paths of the console: its files, its session, and the previews of emails. */
export interface ConsoleHandler {
  /** Returns whether a request asks for something of the console, and not for a call of the HTTP interface. */
  handles(request: IncomingMessage): boolean;
  /** Returns whether a request asks for what anyone may see who reaches the server: files, or a preview with its secret id. */
  isOpen(request: IncomingMessage): boolean;
  /** Answers a request that it handles. */
  respond(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

interface ConsoleHandlerDeps {
  readonly source: ConsoleSource;
  readonly readSession: () => Promise<ConsoleSession | ConsoleProblem>;
}

const SESSION_PATH = '/console/session';
const PREVIEWS_PATH = '/console/previews';
/** The maximum size of the HTML of a preview: 1 MiB. */
const MAX_HTML_BYTES = 1024 * 1024;
/** The maximum size of the JSON around it, in which a character may take up to six. */
const MAX_PREVIEW_BODY_BYTES = 6 * MAX_HTML_BYTES + 1024;

const previewRequestSchema = v.strictObject({ html: v.string(), remoteImages: v.optional(v.boolean(), false) });

/** Creates the handler of the paths of the console. The caller checks first who asks. */
export function createConsoleHandler({ source, readSession }: ConsoleHandlerDeps): ConsoleHandler {
  const previews = createPreviews();
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', path } = readTarget(request);
    const isRead = method === 'GET' || method === 'HEAD';
    if (path === SESSION_PATH) return isRead ? showSession(response) : refuseMethod(response, 'GET');
    if (path === PREVIEWS_PATH)
      return method === 'POST' ? takePreview(request, response) : refuseMethod(response, 'POST');
    if (path.startsWith(`${PREVIEWS_PATH}/`))
      return method === 'GET' ? showPreview(path, response) : refuseMethod(response, 'GET');
    return isRead ? respondStatic(path, response, method === 'HEAD') : refuseMethod(response, 'GET, HEAD');
  };
  const showSession = async (response: ServerResponse): Promise<void> => {
    const session = await readSession();
    return 'code' in session ? respondConsoleProblem(response, session) : respondJson(response, 200, session);
  };
  const takePreview = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const read = await readPreview(request);
    if ('code' in read) return respondConsoleProblem(response, read);
    return respondJson(response, 200, { path: `${PREVIEWS_PATH}/${previews.add(read)}` });
  };
  const showPreview = (path: string, response: ServerResponse): void => {
    const preview = previews.take(path.slice(PREVIEWS_PATH.length + 1));
    if (preview === undefined) return respondUnknownPath(response, 'a preview is shown once, within a minute');
    response.writeHead(200, createPreviewHeaders(preview.remoteImages)).end(preview.html);
  };
  const respondStatic = (path: string, response: ServerResponse, isHead: boolean): void => {
    const build = source.read();
    if (build.state === 'ready') {
      const file = build.files.get(path);
      return file === undefined ? respondUnknownPath(response) : respondFile(response, file, isHead);
    }
    if (path !== '/') return respondUnknownPath(response);
    response
      .writeHead(build.state === 'building' ? 200 : 500, WAITING_PAGE_HEADERS)
      .end(isHead ? undefined : formatWaitingPage(build));
  };
  return {
    handles(request) {
      const { method, path } = readTarget(request);
      // One machine takes PutEvents of the AWS SDK at the path of the page.
      return path === '/' ? method === 'GET' || method === 'HEAD' : isConsolePath(path);
    },
    isOpen(request) {
      const { method, path } = readTarget(request);
      return (method === 'GET' || method === 'HEAD') && path !== SESSION_PATH && (path === '/' || isConsolePath(path));
    },
    async respond(request, response) {
      await respond(request, response).catch(() => {
        if (response.headersSent) return response.destroy();
        return respondConsoleProblem(response, { status: 500, code: 'console-failure', message: 'the console failed' });
      });
    },
  };
}

/** Returns the method and the path as they came: nothing of the path is decoded or resolved. */
function readTarget({ method, url = '' }: IncomingMessage): { readonly method: string | undefined; path: string } {
  const target = /^https?:\/\/[^/?#]*/i.exec(url)?.[0] ?? '';
  const [path = ''] = url.slice(target.length).split(/[?#]/, 1);
  return { method, path: path === '' ? '/' : path };
}

function isConsolePath(path: string): boolean {
  return path === '/console' || path.startsWith('/console/');
}

async function readPreview(
  request: IncomingMessage,
): Promise<v.InferOutput<typeof previewRequestSchema> | ConsoleProblem> {
  const text = await readLimitedBody(request, MAX_PREVIEW_BODY_BYTES);
  const tooLarge = { status: 413, code: 'body-too-large', message: 'html: expected at most 1 MiB' } as const;
  if (text === undefined) return tooLarge;
  const content = parseJson(text);
  if (content === undefined) return { status: 400, code: 'invalid-json', message: 'the body is not JSON' };
  const read = v.safeParse(previewRequestSchema, content);
  const expected = 'expected { "html": text, "remoteImages"?: true or false }';
  if (!read.success) return { status: 422, code: 'invalid-preview', message: expected };
  return Buffer.byteLength(read.output.html) > MAX_HTML_BYTES ? tooLarge : read.output;
}

function respondUnknownPath(response: ServerResponse, why = 'the console has no such file'): void {
  respondConsoleProblem(response, { status: 404, code: 'unknown-path', message: why });
}

function refuseMethod(response: ServerResponse, allow: string): void {
  const message = `expected ${allow}`;
  respondConsoleProblem(response, { status: 405, code: 'wrong-method', message, headers: { allow } });
}
