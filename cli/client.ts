import * as v from 'valibot';
import { type Call, type Reach, type Reply, senderTo } from './send.ts';
import { Refused } from './terminal.ts';

/** An installation, as the commands reach it. */
export interface Client {
  /** Answers the body, read by a schema; throws `Refused` with what the installation says. */
  call<Body>(call: Call, schema: v.GenericSchema<unknown, Body>): Promise<Body>;
  /** The pages of a list, one after the other. */
  pages<Item>(call: Call, name: string, item: v.GenericSchema<unknown, Item>): AsyncIterable<Item[]>;
  /** Every item of a list, page after page. */
  all<Item>(call: Call, name: string, item: v.GenericSchema<unknown, Item>): Promise<Item[]>;
}

const failure = v.object({
  error: v.object({ code: v.string(), message: v.string(), details: v.optional(v.array(v.unknown()), []) }),
});
const detail = v.object({ path: v.optional(v.unknown()), found: v.optional(v.string()), expected: v.string() });

/** Reaches the installation at an endpoint. */
export function clientOf(reach: Reach): Client {
  const send = senderTo(reach);
  const client: Client = {
    async call(call, schema) {
      const reply = await send(call);
      const { status, text } = reply;
      if (status === 401 || status === 403) throw new Refused(await explainDenial(call, reply));
      if (status < 200 || status > 299) throw new Refused(explain(text, `${call.path}: answered ${status}`));
      const body = v.safeParse(schema, parse(text));
      if (!body.success)
        throw new Refused(
          `${reach.endpoint}: is this a Campaign Connector? ${call.path} answered: ${text.slice(0, 200)}`,
        );
      return body.output;
    },
    async *pages<Item>(call: Call, name: string, item: v.GenericSchema<unknown, Item>) {
      const page = v.looseObject({ cursor: v.optional(v.string()) });
      const items = v.array(item);
      let cursor: string | undefined;
      do {
        const answer = await client.call({ ...call, query: { ...call.query, cursor } }, page);
        yield v.parse(items, answer[name]);
        cursor = answer.cursor;
      } while (cursor !== undefined);
    },
    async all<Item>(call: Call, name: string, item: v.GenericSchema<unknown, Item>) {
      return (await Array.fromAsync(client.pages(call, name, item))).flat();
    },
  };
  return client;
}

/** Who was kept out, and what would let them in. */
async function explainDenial({ path }: Call, { status, text, signer }: Reply): Promise<string[]> {
  const denied = explain(text, `${path}: answered ${status}`);
  if (signer === undefined) return [...denied, '  Not signed: --sign signs with your AWS credentials.'];
  return [...denied, `  Signed with ${await signer.whoSigns()}: it must be allowed execute-api:Invoke on this API.`];
}

/** What the installation says went wrong, each detail in its own line. */
function explain(text: string, otherwise: string): string[] {
  const said = v.safeParse(failure, parse(text));
  if (!said.success) return [`${otherwise} ${text.slice(0, 200)}`];
  const { message, details } = said.output.error;
  const further = details.map(sentence).filter((line) => !message.includes(line));
  return [message, ...further.map((line) => `  ${line}`)];
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
