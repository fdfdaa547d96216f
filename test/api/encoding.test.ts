import { expect, test } from 'vitest';
import { bought, openApi, resend } from '../harness/api/open-api.ts';
import { Installed } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';

const CALLS = [
  ['POST', '/events', { entries: [bought('josé')] }],
  ['PUT', '/campaigns/resend-welcome', { ...resend, name: 'José' }],
  ['POST', '/ingest/currents', { events: [{ event_type: 'users.behaviors.app.SessionStart', id: 'José' }] }],
] as const;

const latin1 = (body: unknown) => Buffer.from(JSON.stringify(body), 'latin1');

async function send(method: string, path: string, bytes: Buffer) {
  const { app, machine } = openApi();
  const headers = { authorization: 'Bearer a secret', 'content-type': 'application/json' };
  const response = await app.request(path, { method, body: new Uint8Array(bytes), headers });
  return { status: response.status, body: JSON.parse(await response.text()), machine };
}

test.each(CALLS)(
  'two users whose ids are Latin-1 never become one: a body that is not UTF-8 is refused at %s %s (R61)',
  async (method, path, body) => {
    const { status, body: answer } = await send(method, path, latin1(body));
    expect([status, answer.error.code]).toEqual([400, 'not-utf8']);
    expect(answer.error.message).toMatch(/^body: expected text in UTF-8, found byte 0x[CE]9 in line 1, column [0-9]+$/);
  },
);

test.each(CALLS)('a body in UTF-8 is read at %s %s, also after a byte order mark', async (method, path, body) => {
  const bytes = Buffer.from(JSON.stringify(body));
  for (const sent of [bytes, Buffer.concat([Buffer.from('\uFEFF'), bytes])]) {
    expect(await send(method, path, sent)).toMatchObject({ status: 200 });
  }
});

test.each([
  ['half a character at the end', [0xc3]],
  ['a character written too long', [0xc0, 0xaf]],
  ['half of a surrogate pair', [0xed, 0xa0, 0xbd]],
  ['UTF-16', [0xff, 0xfe, 0x7b, 0x00]],
])('%s is not UTF-8', async (_, bytes) => {
  const { status, body } = await send('POST', '/events', Buffer.from(bytes));
  expect([status, body.error.code]).toEqual([400, 'not-utf8']);
});

test('the position of invalid bytes is given as line and column', async () => {
  const body = Buffer.concat([Buffer.from('{ "name":\n "é😀'), Buffer.from([0xe9, 0x22, 0x7d])]);
  expect((await send('POST', '/events', body)).body.error.message).toContain('byte 0xE9 in line 2, column 5');
});

test('a Lambda that receives bytes refuses the same bodies', async () => {
  const call = opened(new Installed());
  const refused = await call('POST', '/events', { bytes: latin1({ entries: [bought('josé')] }) });
  expect(refused).toMatchObject({ status: 400, body: { error: { code: 'not-utf8' } } });
  const bytes = Buffer.from(`\uFEFF${JSON.stringify({ entries: [bought('josé')] })}`);
  expect(await call('POST', '/events', { bytes })).toMatchObject({
    status: 200,
    body: { entries: [{ eventId: 'b-josé' }] },
  });
});

test.each([
  '/decisions?userId=jos%E9',
  '/users/jos%e9/decisions',
  '/decisions?userId=%ED%A0%80',
  '/dispatches?cursor=%FF',
])(
  'a URL with escapes in Latin-1 is refused, instead of returning no decisions of another user: %s (R61)',
  async (path) => {
    const { call } = openApi();
    const { status, body } = await call('GET', path);
    expect([status, body.error.code]).toEqual([400, 'not-utf8']);
    expect(body.error.message).toMatch(/^url: expected escapes of UTF-8, such as %C3%A9 for é, found "%/);
  },
);

test.each(['jos%C3%A9', '%F0%9F%A6%8A', '100%25', '100%', '%25E9', '50%zz'])(
  'an id in UTF-8 is asked for by its escapes, and a percent sign is one: %s',
  async (id) => {
    expect(await openApi().call('GET', `/decisions?userId=${id}`)).toMatchObject({
      status: 200,
      body: { decisions: [] },
    });
  },
);

test('a Lambda refuses escapes that are not UTF-8 too', async () => {
  const call = opened(new Installed());
  const asked = (userId: string) => call('GET', `/decisions?userId=${userId}`);
  expect(await asked('jos%E9')).toMatchObject({ status: 400, body: { error: { code: 'not-utf8' } } });
  expect(await asked('jos%C3%A9')).toMatchObject({ status: 200 });
});
