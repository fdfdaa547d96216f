import { connect } from 'node:net';

/** An answer, as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** The headers by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The code of the problem in the body. */
  readonly code: string | undefined;
}

/** Sends a request as it stands, so that no client adds, corrects or leaves out anything, and returns the answer. */
export function sendRaw(port: number, [line = '', ...headers]: readonly string[], body = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error) => (chunks.length === 0 ? reject(error) : undefined));
    // A character for each byte: the lengths of chunks count bytes.
    socket.on('close', () => resolve(readAnswer(Buffer.concat(chunks).toString('latin1'))));
    socket.write([line, ...headers, 'Connection: close', '', body].join('\r\n'));
  });
}

function readAnswer(all: string): RawAnswer {
  const end = all.indexOf('\r\n\r\n');
  const [first = '', ...lines] = all.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((each) => [each.slice(0, each.indexOf(':')).toLowerCase(), each.slice(each.indexOf(':') + 1).trim()]),
  );
  const rest = all.slice(end + 4);
  const bytes = headers['transfer-encoding'] === 'chunked' ? joinChunks(rest) : rest;
  const body = Buffer.from(bytes, 'latin1').toString();
  return { status: Number(first.split(' ')[1]), headers, body, code: /"code":"([^"]+)"/.exec(body)?.[1] };
}

/** Joins the chunks of a body. */
function joinChunks(text: string): string {
  const length = Number.parseInt(text, 16);
  const start = text.indexOf('\r\n') + 2;
  return length > 0 ? text.slice(start, start + length) + joinChunks(text.slice(start + length + 2)) : '';
}
