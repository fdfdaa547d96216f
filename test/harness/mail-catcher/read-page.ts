import { get, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

/** An answer of a web page that is no call of the HTTP interface. */
export interface ReadPage {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Reads a page. Answers to `fetch` are compared with the description of the HTTP interface, which has no pages. */
export function readPage(url: string, headers: OutgoingHttpHeaders = {}): Promise<ReadPage> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode, headers: response.headers, body }),
        (error: unknown) => reject(error),
      );
    }).on('error', reject);
  });
}
