import { ApiDocument } from './api-document.ts';
import { findUntranslated } from './find-untranslated.ts';

let document: Promise<ApiDocument> | undefined;

/** A call of the HTTP interface and its answer. */
export interface Exchange {
  readonly method: string;
  /** The path, with its query or without. */
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/** An answer that is not as the OpenAPI document says, or that the console cannot show in every language. */
export class AnswerFault extends Error {}

/**
 * Throws if an answer is not as the OpenAPI document says: an unlisted status, an unknown field, another type; or if it has a sentence that the console
 * may show and that has no translation.
 */
export async function checkAnswer({ method, path, status, text }: Exchange): Promise<void> {
  document ??= ApiDocument.read();
  const [pathname = ''] = path.split('?');
  const body = parseJson(text);
  const fault = (await document).findFault({ method, path: pathname }, { status, body });
  if (fault !== undefined)
    throw new AnswerFault(`${method} ${path} answered ${status}, unlike openapi.json: ${fault}\n${text.slice(0, 500)}`);
  const untranslated = findUntranslated(method, pathname, body);
  if (untranslated !== undefined)
    throw new AnswerFault(
      `${method} ${path} answered ${status} with a sentence that language/sentences lacks: ${untranslated}`,
    );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
