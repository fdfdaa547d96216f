import * as v from 'valibot';
import { isObject } from './object.ts';

/** The name of an HTTP header: a token of RFC 9110, section 5.6.2. */
export const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}$/;
const NAME_EXPECTED = "a header name: 1 to 256 letters, digits and !#$%&'*+-.^_`|~";

/** The headers that the sender of the request sets itself. */
export const RESERVED_HEADERS = [
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
];

/** The schema of the object that holds headers. v.record would accept a list, and drop a header that is named `constructor`. */
export const headersObjectSchema = v.custom<Readonly<Record<string, string>>>(
  isObject,
  'an object of header names and templates',
);

/** Creates the schema of a webhook's headers. Each name is a token and occurs once, regardless of its case; values follow the given schema. */
export function createHeadersSchema(value: v.GenericSchema<string>) {
  return v.pipe(
    headersObjectSchema,
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const input = { ...dataset.value };
      const seen = new Map<string, string>();
      for (const [name, text] of Object.entries(input)) {
        const first = seen.get(name.toLowerCase());
        const message = findNameFault(name, first) ?? v.safeParse(value, text).issues?.[0].message;
        seen.set(name.toLowerCase(), name);
        if (message === undefined) continue;
        const at = { type: 'object', origin: 'value', input, key: name, value: text } as const;
        addIssue({ input: findNameFault(name, first) === undefined ? text : name, message, path: [at] });
      }
    }),
  );
}

function findNameFault(name: string, first: string | undefined): string | undefined {
  if (!HEADER_NAME.test(name)) return NAME_EXPECTED;
  if (RESERVED_HEADERS.includes(name.toLowerCase()))
    return `another header: ${RESERVED_HEADERS.join(', ')} are set by the sender`;
  return first === undefined ? undefined : `each header once, whatever its case: ${first} is there already`;
}
