import * as v from 'valibot';
import type { Problem, ProblemCode } from '../api/schemas/problem.ts';
import { parseJson } from '../core/contracts/parse-json.ts';
import { readerOf } from './reader-of.ts';
import { type ApiCall, type ApiResponse, type ConnectionOptions, createSender } from './send.ts';
import { CommandRefusedError } from './terminal.ts';

/** An installation that commands call. */
export interface ApiClient {
  /** Returns the body of the answer, read by a schema. Throws `CommandRefusedError` with the message of the installation. */
  call<Body>(call: ApiCall, schema: v.GenericSchema<unknown, Body>): Promise<Body>;
  /** Returns the body of the answer, or undefined if no campaign has the id in the path. */
  find<Body>(call: ApiCall, schema: v.GenericSchema<unknown, Body>): Promise<Body | undefined>;
  /** Returns the pages of a list, one after the other. */
  listPages<Item>(call: ApiCall, name: string, item: v.GenericSchema<unknown, Item>): AsyncIterable<Item[]>;
  /** Returns every item of a list. */
  listAll<Item>(call: ApiCall, name: string, item: v.GenericSchema<unknown, Item>): Promise<Item[]>;
}

const problemReader = v.object({
  error: readerOf<Problem>()({
    code: v.string(),
    message: v.string(),
    details: v.optional(v.array(v.unknown()), []),
  }),
});
type FaultDetail = Extract<NonNullable<Problem['details']>[number], { readonly expected: unknown }>;
const faultReader = readerOf<FaultDetail>()({
  path: v.optional(v.unknown()),
  found: v.optional(v.string()),
  expected: v.string(),
});

const [UNKNOWN_CAMPAIGN, CHANGED_MEANWHILE]: ProblemCode[] = ['unknown-campaign', 'changed-meanwhile'];

/** Creates the client of the installation at an endpoint. */
export function createApiClient(options: ConnectionOptions): ApiClient {
  const send = createSender(options);
  const readBody = async <Body>(call: ApiCall, reply: ApiResponse, schema: v.GenericSchema<unknown, Body>) => {
    const { status, text } = reply;
    if (status === 401 || status === 403) throw new CommandRefusedError(await explainDenial(call, reply));
    if (status < 200 || status > 299) throw createRefusal(text, `${call.path}: answered ${status}`);
    const body = v.safeParse(schema, parseJson(text));
    if (!body.success)
      throw new CommandRefusedError(
        `${options.endpoint}: is this a Campaign Connector? ${call.path} answered: ${text.slice(0, 200)}`,
      );
    return body.output;
  };
  const client: ApiClient = {
    call: async (call, schema) => readBody(call, await send(call), schema),
    async find(call, schema) {
      const reply = await send(call);
      const problem = v.safeParse(problemReader, parseJson(reply.text));
      const isUnknown = reply.status === 404 && problem.success && problem.output.error.code === UNKNOWN_CAMPAIGN;
      return isUnknown ? undefined : readBody(call, reply, schema);
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

/** Explains why a call was denied, and what would allow it. */
async function explainDenial({ path }: ApiCall, { status, text, signer }: ApiResponse): Promise<string[]> {
  const denied = createRefusal(text, `${path}: answered ${status}`).lines;
  if (signer === undefined) return [...denied, '  Not signed: --sign signs with your AWS credentials.'];
  return [
    ...denied,
    `  Signed with ${await signer.describeIdentity()}: it must be allowed execute-api:Invoke on this API.`,
  ];
}

/** Creates the error of a problem that the installation reports, with its code, and each detail in its own line. */
function createRefusal(text: string, fallback: string): CommandRefusedError {
  const parsed = v.safeParse(problemReader, parseJson(text));
  if (!parsed.success) return new CommandRefusedError(`${fallback} ${text.slice(0, 200)}`);
  const { code, message, details } = parsed.output.error;
  const further = details.map(formatFaultDetail).filter((line) => !message.includes(line));
  const advice = code === CHANGED_MEANWHILE ? ['Nothing was done. Look at the campaign with show, then repeat.'] : [];
  return new CommandRefusedError([message, ...[...further, ...advice].map((line) => `  ${line}`)], code);
}

/** Formats a detail of a problem: a fault with its place, or a reason as one sentence. */
export function formatFaultDetail(each: unknown): string {
  const read = v.safeParse(faultReader, each);
  if (!read.success) return formatWarning(each);
  const { path, found, expected } = read.output;
  const place = Array.isArray(path) ? path.join('.') : String(path ?? '');
  return `${place}: expected ${expected}${found === undefined ? '' : `, found ${found}`}`;
}

/** Formats a warning or a reason as one sentence: a text, or an object with a message. */
export function formatWarning(warning: unknown): string {
  if (typeof warning === 'object' && warning !== null && 'message' in warning) return String(warning.message);
  return typeof warning === 'string' ? warning : JSON.stringify(warning);
}
