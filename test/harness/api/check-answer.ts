import { ApiDocument } from './api-document.ts';

let document: Promise<ApiDocument> | undefined;

/** A call of the HTTP interface and its answer. */
export interface Exchange {
  readonly method: string;
  /** The path, with its query or without. */
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/** An answer that is not as the OpenAPI document says. */
export class AnswerFault extends Error {}

/** Throws if an answer is not as the OpenAPI document says: an unlisted status, an unknown field, another type. */
export async function checkAnswer({ method, path, status, text }: Exchange): Promise<void> {
  document ??= ApiDocument.read();
  const [pathname = ''] = path.split('?');
  const fault = (await document).findFault({ method, path: pathname }, { status, body: parseJson(text) });
  if (fault === undefined) return;
  throw new AnswerFault(`${method} ${path} answered ${status}, unlike openapi.json: ${fault}\n${text.slice(0, 500)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
