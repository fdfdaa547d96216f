import * as v from 'valibot';
import { parseJson } from '../core/contracts/parse-json.ts';
import { type ApiCall, type ApiResponse, type ConnectionOptions, createSender } from './send.ts';
import { CommandRefusedError } from './terminal.ts';

/** An installation, as the commands reach it. */
export interface ApiClient {
  /** Answers the body, read by a schema; throws `CommandRefusedError` with what the installation says. */
  call<Body>(call: ApiCall, schema: v.GenericSchema<unknown, Body>): Promise<Body>;
  /** The pages of a list, one after the other. */
  listPages<Item>(call: ApiCall, name: string, item: v.GenericSchema<unknown, Item>): AsyncIterable<Item[]>;
  /** Every item of a list, page after page. */
  listAll<Item>(call: ApiCall, name: string, item: v.GenericSchema<unknown, Item>): Promise<Item[]>;
}

const errorSchema = v.object({
  error: v.object({ code: v.string(), message: v.string(), details: v.optional(v.array(v.unknown()), []) }),
});
const errorDetailSchema = v.object({
  path: v.optional(v.unknown()),
  found: v.optional(v.string()),
  expected: v.string(),
});

/** Reaches the installation at an endpoint. */
export function createApiClient(options: ConnectionOptions): ApiClient {
  const send = createSender(options);
  const client: ApiClient = {
    async call(call, schema) {
      const reply = await send(call);
      const { status, text } = reply;
      if (status === 401 || status === 403) throw new CommandRefusedError(await explainDenial(call, reply));
      if (status < 200 || status > 299)
        throw new CommandRefusedError(formatError(text, `${call.path}: answered ${status}`));
      const body = v.safeParse(schema, parseJson(text));
      if (!body.success)
        throw new CommandRefusedError(
          `${options.endpoint}: is this a Campaign Connector? ${call.path} answered: ${text.slice(0, 200)}`,
        );
      return body.output;
    },
    async *listPages<Item>(call: ApiCall, name: string, item: v.GenericSchema<unknown, Item>) {
      const page = v.looseObject({ cursor: v.optional(v.string()) });
      const items = v.array(item);
      let cursor: string | undefined;
      do {
        const answer = await client.call({ ...call, query: { ...call.query, cursor } }, page);
        yield v.parse(items, answer[name]);
        cursor = answer.cursor;
      } while (cursor !== undefined);
    },
    async listAll<Item>(call: ApiCall, name: string, item: v.GenericSchema<unknown, Item>) {
      return (await Array.fromAsync(client.listPages(call, name, item))).flat();
    },
  };
  return client;
}

/** Who was kept out, and what would let them in. */
async function explainDenial({ path }: ApiCall, { status, text, signer }: ApiResponse): Promise<string[]> {
  const denied = formatError(text, `${path}: answered ${status}`);
  if (signer === undefined) return [...denied, '  Not signed: --sign signs with your AWS credentials.'];
  return [
    ...denied,
    `  Signed with ${await signer.describeIdentity()}: it must be allowed execute-api:Invoke on this API.`,
  ];
}

/** What the installation says went wrong, each detail in its own line. */
function formatError(text: string, fallback: string): string[] {
  const parsed = v.safeParse(errorSchema, parseJson(text));
  if (!parsed.success) return [`${fallback} ${text.slice(0, 200)}`];
  const { message, details } = parsed.output.error;
  const further = details.map(formatErrorDetail).filter((line) => !message.includes(line));
  return [message, ...further.map((line) => `  ${line}`)];
}

function formatErrorDetail(each: unknown): string {
  const read = v.safeParse(errorDetailSchema, each);
  if (!read.success) return formatWarning(each);
  const { path, found, expected } = read.output;
  const place = Array.isArray(path) ? path.join('.') : String(path ?? '');
  return `${place}: expected ${expected}${found === undefined ? '' : `, found ${found}`}`;
}

/** A warning or a reason as one sentence, however it is wrapped. */
export function formatWarning(warning: unknown): string {
  if (typeof warning === 'object' && warning !== null && 'message' in warning) return String(warning.message);
  return typeof warning === 'string' ? warning : JSON.stringify(warning);
}
