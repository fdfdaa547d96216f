/** An answer of the HTTP interface. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A function that calls the HTTP interface. */
export type Call = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** Returns a function that calls the server at a URL. It rejects where there is no answer within a minute. */
export function callsTo(url: string, timeoutMs = 60_000): Call {
  return async (method, path, body) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(text === undefined ? {} : { body: text }),
    });
    return { status: response.status, body: parsed(await response.text()) };
  };
}

/** Formats an answer for a report. */
export function writeAnswer({ status, body }: Answer): string {
  return `${status} ${String(JSON.stringify(body)).slice(0, 300)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
