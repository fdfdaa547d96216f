import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { command } from '../harness/cli/installation.ts';

/** The largest request of a Lambda, in bytes. */
const LAMBDA = 6 * 1024 * 1024;
const request = v.object({ entries: v.array(v.unknown()) });

/** The bodies of the requests, which are answered as if every entry had been put. */
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

function put(lines: readonly string[] | Buffer, words: readonly string[] = []) {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stdin = Buffer.isBuffer(lines) ? lines : lines.join('\n');
  return command(['put-events', '-', ...words, '--endpoint', `http://127.0.0.1:${port}`], { stdin });
}

const entry = (filling: string) =>
  JSON.stringify({ Source: 'test', DetailType: 'User Behavior', Detail: JSON.stringify({ filling }) });

/** Returns the length of a body in the event of a Lambda, in which other characters than ASCII are escaped. */
function lengthInLambda(body: string): number {
  return JSON.stringify(body).replace(/[^\0-\x7f]/g, '\\u0000').length;
}

test.each([
  ['quotes', '"'],
  ['backslashes', '\\'],
  ['letters of two bytes', 'ü'],
  ['letters of three bytes', '日'],
  ['characters of four bytes', '😀'],
])('requests with the longest events, of %s, fit into the request of a Lambda', async (_, filling) => {
  const max = entry(filling.repeat(250_000 / (Buffer.byteLength(entry(filling)) - Buffer.byteLength(entry('')))));
  expect(await put(Array.from({ length: 12 }, () => max))).toMatchObject({
    code: 0,
    out: '12 events put, 0 refused',
  });
  expect(bodies.length).toBeGreaterThan(1);
  expect(Math.max(...bodies.map(lengthInLambda))).toBeLessThan(LAMBDA);
});

test('small events are put 500 at a time', async () => {
  await put(Array.from({ length: 1_001 }, () => entry('')));
  expect(bodies.map((body) => v.parse(request, JSON.parse(body)).entries.length)).toEqual([500, 500, 1]);
});

test('a line that is longer than any event may be is refused, and the other lines are put', async () => {
  const { code, out, err } = await put([entry('a'.repeat(1024 * 1024)), entry('b')]);
  expect({ code, out, err }).toEqual({
    code: 1,
    out: '1 event put, 1 refused',
    err: expect.stringMatching(
      /^-:1 refused: expected an event of at most 1 MiB \(1,048,576 bytes\), found 1,048,6\d\d bytes$/,
    ),
  });
});

const refusedAlone = async (bad: string, reason: RegExp) => {
  const { code, out, err } = await put([entry('a'), bad, entry('b')]);
  expect({ code, out }).toEqual({ code: 1, out: '2 events put, 1 refused' });
  expect(err).toMatch(reason);
  expect(bodies.flatMap((body) => v.parse(request, JSON.parse(body)).entries)).toHaveLength(2);
};

test('a line of 5 MiB is refused with its number and size, and the lines before and after it are put (R61)', () =>
  refusedAlone(
    entry('a'.repeat(5 * 1024 * 1024)),
    /^-:2 refused: expected a line of at most 4 MiB .*, found 5,242,9\d\d bytes$/,
  ));

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

test.each([
  ['Detail', 100_000, 'Detail: expected at most 64 levels, found more'],
  ['Detail', 201, 'Detail: expected at most 64 levels, found more'],
  ['x', 100_000, 'x: expected at most 200 levels, found more'],
  ['x', 201, 'x: expected at most 200 levels, found more'],
])(
  'a line whose %s is nested %d deep, which could not be sent, is refused alone, with the name of the field (R61)',
  (field, levels, reason) =>
    refusedAlone(
      `{"Source":"shop",${JSON.stringify(field)}:${nested(levels)}}`,
      new RegExp(`^-:2 refused: ${reason}$`),
    ),
);

test('a line nested as deep as can be sent is left for the server to check (R61)', async () => {
  expect(await put([`{"Source":"shop","x":${nested(200)}}`])).toMatchObject({ code: 0, out: '1 event put, 0 refused' });
});

test('a record of Currents is put, however deep a field is nested that is not read (R67)', async () => {
  const properties = `{"campaign_id":"welcome","extra":${nested(5_000)}}`;
  const sent = `{"id":"r","time":1796083200,"event_type":"users.messages.email.Send","user":{"user_id":"ada"},"properties":${properties}}`;
  expect(await put([sent])).toMatchObject({ code: 0, out: '1 event put, 0 refused' });
});

test('a line that is not JSON is refused alone, and its beginning is shown', () =>
  refusedAlone('Source,DetailType', /^-:2 refused: expected a JSON object, .*; found no JSON: "Source,DetailType"$/));

test('an event that is longer than 1 MiB only because of escapes is put', async () => {
  const escaped = entry('x').replace('x', '\\u0061'.repeat(200_000));
  expect(Buffer.byteLength(escaped)).toBeGreaterThan(1024 * 1024);
  expect(await put([escaped, entry('b')])).toMatchObject({ code: 0, out: '2 events put, 0 refused' });
});

test.each([
  [
    'a JSON array',
    JSON.stringify([JSON.parse(entry('a')), JSON.parse(entry('b'))], undefined, 2),
    /-:1 refused: .*found a JSON array: jq -c '\.\[\]'/,
  ],
  [
    'one pretty event',
    JSON.stringify(JSON.parse(entry('a')), undefined, 2),
    /-:1 refused: .*over several lines: jq -c \. makes/,
  ],
])('a file that is %s is refused once, and not line by line', async (_, text, reason) => {
  const { code, out, err } = await put([text]);
  expect({ code, out }).toEqual({ code: 1, out: '0 events put, 1 refused' });
  expect(err).toMatch(reason);
  expect(err.split('\n')).toHaveLength(1);
});

test('a hundred of many refused lines are printed as text, and all with --json', async () => {
  const lines = Array.from({ length: 150 }, () => 'no json');
  const { err } = await put(lines);
  expect(err.split('\n')).toHaveLength(101);
  expect(err).toMatch(/\n50 more refused: --json lists all of them$/);
  expect(JSON.parse((await put(lines, ['--json'])).out).refused).toHaveLength(150);
});

test('no event is lost because of a byte order mark or the line ends of Windows', async () => {
  expect(await put([`\uFEFF${entry('a')}\r`, '\r', `${entry('b')}\r`, ''])).toMatchObject({
    code: 0,
    out: '2 events put, 0 refused',
  });
});

test('events in Latin-1 are refused line by line, so that two users never become one (R61)', async () => {
  const lines = ['jos\xe9', 'jos\xe8'].map((name) => Buffer.from(`${entry(name)}\n`, 'latin1'));
  const { code, out, err } = await put(Buffer.concat([...lines, Buffer.from(entry('josé'))]));
  expect({ code, out }).toEqual({ code: 1, out: '1 event put, 2 refused' });
  expect(err).toMatch(/^-:1 refused: expected text in UTF-8, found byte 0xE9 in column \d+\n-:2 refused: .* 0xE8 /);
});

test('the number of events put is reported when the installation stops answering in between', async () => {
  const lines = Array.from({ length: 501 }, () => entry(''));
  server.once('request', () => setImmediate(() => server.close()));
  const { code, err } = await put(['no json', ...lines]);
  expect(code).toBe(1);
  expect(err).toMatch(/Before that: 500 events put, 1 refused, the last event put is in line 501$/);
});
