import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { escapeUnprintable } from '../../cli/escape-unprintable.ts';
import { command } from '../harness/cli/installation.ts';

/** A text that clears the screen, colours it, sets a title, changes the direction of text, and breaks lines. */
const EVIL = 'a\u001b[2J\u009b31m\u001b]0;x\u0007\u202eb\u2066\u2028c\u007f\rd\nresend: stopped\te';
const SHOWN = 'a\\u001b[2J\\u009b31m\\u001b]0;x\\u0007\\u202eb\\u2066\\u2028c\\u007f\\rd\\nresend: stopped\\te';
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;

const scratch = mkdtempSync(join(tmpdir(), 'campaign-connector-'));
function file(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

const campaign = {
  id: EVIL,
  name: EVIL,
  status: EVIL,
  version: 1,
  publishedAt: EVIL,
  counts: { [EVIL]: 1 },
  reasons: {},
};
const answers: Readonly<Record<string, unknown>> = {
  '/campaigns': { campaigns: [campaign] },
  '/campaigns/a': { ...campaign, history: [{ at: EVIL, by: EVIL, did: EVIL, version: 1 }] },
  '/campaigns/a/publish': { publishedAt: EVIL, version: 1, warnings: [EVIL, { message: EVIL }] },
  '/campaigns/a/stop': { at: EVIL, cancelled: 1, warnings: [EVIL] },
  '/campaigns/a/enrollments': {
    enrollments: [{ userId: EVIL, state: EVIL, reason: EVIL, dueAt: EVIL, cancelledBy: EVIL }],
  },
  '/deliveries': {
    deliveries: ['sent', 'refused', EVIL].map((state) => ({
      ...{
        dispatchId: EVIL,
        campaignId: EVIL,
        userId: EVIL,
        channel: EVIL,
        part: 0,
        target: EVIL,
        state,
        at: EVIL,
        reason: EVIL,
      },
      ...{ delivered: EVIL, opened: EVIL, clicked: EVIL, bounced: EVIL },
    })),
  },
  '/refused': { refused: [{ id: EVIL, at: EVIL, code: EVIL, message: EVIL }] },
  '/dead-letters': { queues: [{ name: EVIL, impact: EVIL, messages: 1 }] },
  '/dead-letters/events': {
    sample: [{ id: EVIL, at: EVIL, attempts: 1, code: EVIL, message: EVIL, userIds: [EVIL], canRetry: true }],
  },
  '/events': { entries: [{ errorCode: EVIL, errorMessage: EVIL }] },
};
const decided = { at: EVIL, campaignId: EVIL, reason: EVIL, eventId: EVIL, dueAt: EVIL, enrollmentId: EVIL };
const decisions = ['dispatched', 'enrolled'].map((decision) => ({ ...decided, decision }));

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://any');
  const answer = answers[pathname] ?? (pathname.includes('decisions') ? { decisions } : undefined);
  response.statusCode = answer === undefined ? 409 : 200;
  response.setHeader('x-test-server', 'hostile');
  response.end(
    JSON.stringify(
      answer ?? { error: { code: 'x', message: EVIL, details: [{ path: EVIL, expected: EVIL, found: EVIL }] } },
    ),
  );
});
let endpoint = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => server.close());

const EVENT = JSON.stringify({ Source: 'shop', DetailType: 'User Behavior', Detail: {} });
const CAMPAIGN = `id: a\nname: ${JSON.stringify(EVIL)}\ntriggers: [{ behavior: session.started }]\nmessages: [{ channel: sms, body: Hello }]\n`;

describe('text of other people cannot hide, colour or forge lines of the terminal', () => {
  test.each([
    [['list']],
    [['show', 'a']],
    [['publish', 'a']],
    [['stop', 'a', '--yes']],
    [['enrollments', 'a']],
    [['explain', 'ada']],
    [['refused']],
    [['dead-letters']],
    [['dead-letters', 'events']],
    [['put-events', '-']],
    [['publish', 'b']],
    [['explain', EVIL, '--campaign', EVIL]],
  ])('text of other people cannot hide, colour or forge lines in the output of %j', async (words) => {
    const { out, err } = await command([...words, '--endpoint', endpoint], { stdin: EVENT });
    const lines = `${out}\n${err}`.split('\n');
    expect(lines.join('\n')).toContain(SHOWN);
    expect(lines.filter((line) => UNSEEN.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('resend: stopped'))).toEqual([]);
  });

  test('text of other people cannot hide, colour or forge lines in a table, whose columns stay aligned', async () => {
    const { out } = await command(['list', '--endpoint', endpoint]);
    const [heading = '', row = ''] = out.split('\n');
    expect(row.indexOf(`${SHOWN}  0`)).toBe(heading.indexOf('STATUS'));
  });

  test('text of other people cannot hide, colour or forge lines in the name of a file or in its content', async () => {
    const path = file(
      'evil\u001b[31m\n.yaml',
      `id: a\n${JSON.stringify(EVIL)}: 1\nname: "\u009b31m${'x'.repeat(300)}"\n`,
    );
    const { code, out } = await command(['check', path]);
    expect(code).toBe(1);
    const lines = out.split('\n');
    expect(out).toContain('evil\\u001b[31m\\n.yaml:2:1 ');
    expect(lines.filter((line) => UNSEEN.test(line))).toEqual([]);
    expect((await command(['check', 'nowhere\u001b[31m'])).err).toBe('nowhere\\u001b[31m: there is no such file');
  });

  test('text of other people cannot hide, colour or forge lines in a fault or a warning of YAML', async () => {
    const path = file(
      'evil.yaml',
      `${CAMPAIGN.replace('Hello }', 'Hello }\n')}audience: { zip: 0\u202e1 }\nx: @\u001b[2J\n`,
    );
    const { out } = await command(['check', path]);
    expect(out.split('\n').filter((line) => UNSEEN.test(line))).toEqual([]);
  });

  test('text of other people cannot hide, colour or forge lines in the campaigns, users and reasons of a rehearsal', async () => {
    const session = { userId: EVIL, behavior: 'session.started', occurredAt: '2026-12-01T09:00:00Z', id: EVIL };
    const events = file(
      'evil.jsonl',
      `${JSON.stringify({ Source: 'shop', DetailType: 'User Behavior', Detail: session })}\n{"event_type":${JSON.stringify(EVIL)}, "id": 1\n`,
    );
    const words = ['rehearse', file('named.yaml', CAMPAIGN), '--events', events, '--verbose'];
    const { out, err } = await command(words);
    expect(out).toContain(`a (${SHOWN})`);
    expect(out).toContain(`\n${SHOWN}\n`);
    expect(`${out}\n${err}`.split('\n').filter((line) => UNSEEN.test(line))).toEqual([]);
    const { users } = JSON.parse((await command([...words, '--json'])).out);
    expect(users[0].userId).toBe(EVIL);
  });

  test('text of other people cannot hide, colour or forge lines in the question whether to go on', async () => {
    const { questions } = await command(['stop', 'a', '--endpoint', endpoint], { answers: false });
    expect(questions.filter((question) => UNSEEN.test(question))).toEqual([]);
  });

  test('text of other people appears exactly in JSON, without unprintable characters', async () => {
    const { out } = await command(['list', '--json', '--endpoint', endpoint]);
    expect(JSON.parse(out)).toEqual({ campaigns: [campaign] });
    expect(out.split('\n').filter((line) => UNSEEN.test(line))).toEqual([]);
  });
});

describe('printable text', () => {
  test.each(['Ada', 'José', '日本', '👩‍👩‍👧', 'a\u00a0b', 'שלום', '\\n'])(
    'printable text is printed as it is: %s',
    (text) => {
      expect(escapeUnprintable(text)).toBe(text);
    },
  );

  test.each([
    '\u0000',
    '\u001f',
    '\u007f',
    '\u0080',
    '\u009f',
    '\u202a',
    '\u202e',
    '\u2066',
    '\u2069',
    '\u200e',
    '\u061c',
    '\u2028',
    '\u2029',
    '\ud800',
  ])('an unprintable character is shown as JSON escapes it: %j', (text) => {
    expect(escapeUnprintable(text)).toMatch(/^\\u[0-9a-f]{4}$/);
    expect(JSON.parse(`"${escapeUnprintable(text)}"`)).toBe(text);
    expect(escapeUnprintable(escapeUnprintable(text))).toBe(escapeUnprintable(text));
  });

  test.each([' ', '~', '\u00a0', '\u2027', '\u202f', '\u2065', '\u206a'])(
    'a printable character whose code is next to that of an unprintable one is kept: %j',
    (text) => {
      expect(escapeUnprintable(text)).toBe(text);
    },
  );
});
