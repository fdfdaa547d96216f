import * as v from 'valibot';
import { Misused, Refused } from './terminal.ts';

/** A call of the HTTP interface. */
export interface Call {
  readonly method?: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** An installation, as the commands reach it. */
export interface Client {
  /** Answers the body, read by a schema; throws `Refused` with what the installation says. */
  call<Body>(call: Call, schema: v.GenericSchema<unknown, Body>): Promise<Body>;
  /** Every item of a list, page after page. */
  all<Item>(call: Call, name: string, item: v.GenericSchema<unknown, Item>): Promise<Item[]>;
}

const failure = v.object({
  error: v.object({ code: v.string(), message: v.string(), details: v.optional(v.array(v.unknown()), []) }),
});
const detail = v.object({ path: v.optional(v.unknown()), found: v.optional(v.string()), expected: v.string() });

/** Reaches the installation at an endpoint. */
export function clientOf(endpoint: string): Client {
  if (!URL.canParse(endpoint)) throw new Misused(`--endpoint: expected a URL, found ${endpoint}`);
  const client: Client = {
    async call(call, schema) {
      const response = await send(endpoint, call);
      const text = await response.text();
      if (!response.ok) throw new Refused(explain(text, `${call.path}: answered ${response.status}`));
      const body = v.safeParse(schema, parse(text));
      if (!body.success)
        throw new Refused(`${endpoint}: is this a Campaign Connector? ${call.path} answered: ${text.slice(0, 200)}`);
      return body.output;
    },
    async all<Item>(call: Call, name: string, item: v.GenericSchema<unknown, Item>) {
      const found: Item[] = [];
      const page = v.looseObject({ cursor: v.optional(v.string()) });
      const items = v.array(item);
      let cursor: string | undefined;
      do {
        const answer = await client.call({ ...call, query: { ...call.query, cursor } }, page);
        found.push(...v.parse(items, answer[name]));
        cursor = answer.cursor;
      } while (cursor !== undefined);
      return found;
    },
  };
  return client;
}

async function send(endpoint: string, { method = 'GET', path, query = {}, body }: Call): Promise<Response> {
  const url = new URL(`${endpoint.replace(/\/$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const content =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  try {
    return await fetch(url, { method, ...content });
  } catch {
    throw new Refused(
      `${endpoint}: nobody answers there. Is it started? campaign-connector start starts it; --endpoint names another.`,
    );
  }
}

/** What the installation says went wrong, each detail in its own line. */
function explain(text: string, otherwise: string): string {
  const said = v.safeParse(failure, parse(text));
  if (!said.success) return `${otherwise} ${text.slice(0, 200)}`;
  const { message, details } = said.output.error;
  const further = details.map(sentence).filter((line) => !message.includes(line));
  return [message, ...further.map((line) => `  ${line}`)].join('\n');
}

function sentence(each: unknown): string {
  const read = v.safeParse(detail, each);
  if (!read.success) return sayWarning(each);
  const { path, found, expected } = read.output;
  const place = Array.isArray(path) ? path.join('.') : String(path ?? '');
  return `${place}: expected ${expected}${found === undefined ? '' : `, found ${found}`}`;
}

/** A warning or a reason as one sentence, however it is wrapped. */
export function sayWarning(warning: unknown): string {
  if (typeof warning === 'object' && warning !== null && 'message' in warning) return String(warning.message);
  return typeof warning === 'string' ? warning : JSON.stringify(warning);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
