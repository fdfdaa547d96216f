import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { command } from './installation.ts';

/** What a Lambda takes at most. */
const LAMBDA = 6 * 1024 * 1024;
const request = v.object({ entries: v.array(v.unknown()) });

/** The bodies that came in, each answered as if every entry had been put. */
let bodies: string[];
const server = createServer(async (incoming, response) => {
  const body = await text(incoming);
  bodies.push(body);
  const { entries } = v.parse(request, JSON.parse(body));
  response.end(JSON.stringify({ entries: entries.map(() => ({ eventId: 'put' })) }));
});
beforeEach(async () => {
  bodies = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

function put(lines: readonly string[]) {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stdin = lines.join('\n');
  return command(['put-events', '-', '--endpoint', `http://127.0.0.1:${port}`], { stdin });
}

const entry = (filling: string) =>
  JSON.stringify({ Source: 'test', DetailType: 'User Behavior', Detail: JSON.stringify({ filling }) });

/** How long a body is in the event of a Lambda, where whoever wrote it spelled nothing but ASCII. */
function lengthInLambda(body: string): number {
  return JSON.stringify(body).replace(/[^\0-\x7f]/g, '\\u0000').length;
}

it.each([
  ['quotes', '"'],
  ['backslashes', '\\'],
  ['letters of two bytes', 'ü'],
  ['letters of three bytes', '日'],
  ['characters of four bytes', '😀'],
])('events of the longest kind fit into the Lambda that takes them: %s', async (_, filling) => {
  const longest = entry(filling.repeat(250_000 / (Buffer.byteLength(entry(filling)) - Buffer.byteLength(entry('')))));
  expect(await put(Array.from({ length: 12 }, () => longest))).toMatchObject({
    code: 0,
    out: '12 events put, 0 refused',
  });
  expect(bodies.length).toBeGreaterThan(1);
  expect(Math.max(...bodies.map(lengthInLambda))).toBeLessThan(LAMBDA);
});

it('small events go 500 at a time', async () => {
  await put(Array.from({ length: 1_001 }, () => entry('')));
  expect(bodies.map((body) => v.parse(request, JSON.parse(body)).entries.length)).toEqual([500, 500, 1]);
});

it('a line that no event may be as long as is refused, and the rest goes on', async () => {
  const { code, out, err } = await put([entry('a'.repeat(1024 * 1024)), entry('b')]);
  expect({ code, out, err }).toEqual({
    code: 1,
    out: '1 event put, 1 refused',
    err: '-:1 refused: longer than 1 MiB, which no event may be',
  });
});
