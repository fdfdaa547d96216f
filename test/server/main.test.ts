import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { received, resend } from '../harness/api/open-api.ts';

const directory = mkdtempSync(join(tmpdir(), 'campaign-connector-'));
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

function run(env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, ['server/main.ts', ...args], {
    env: { ...process.env, PORT: '0', DATA_DIR: directory, CLOCK_START: '2026-12-01T09:00:00Z', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    printed += chunk;
  });
  const exited = once(child, 'close').then(([code]) => ({ code, printed }));
  return { child, exited, printed: () => printed };
}

async function start(args: string[] = ['--manual-clock'], env: Record<string, string> = {}) {
  const { child, exited, printed } = run(env, args);
  const url = await expect
    .poll(() => /listens on (\S+),/.exec(printed())?.[1], { timeout: 20_000 })
    .toBeTypeOf('string')
    .then(() => /listens on (\S+),/.exec(printed())?.[1]);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return JSON.parse(await response.text());
  };
  return { child, exited, printed, call };
}

test('a date in a template is in UTC, whatever the time zone of the machine (R71)', { timeout: 60_000 }, async () => {
  const { child, exited, call } = await start(undefined, { DATA_DIR: ':memory:', TZ: 'Europe/Berlin' });
  const dates = [
    "{{ '2026-12-01 09:00' | date: '%H:%M' }}",
    // Half past two is skipped in Berlin that night.
    "{{ '2026-03-29 02:30' | date: '%d %H:%M' }}",
    "{{ '2026-03-29T01:30:00Z' | date: '%H:%M', 'America/New_York' }}",
  ];
  const messages = [{ channel: 'push', body: dates.join(', ') }];
  await call('PUT', '/campaigns/resend-welcome', { ...resend, messages });
  await call('POST', '/campaigns/resend-welcome/publish');
  await call('POST', '/clock', { advance: '1 hour' });
  await call('POST', '/events', { entries: [received('ada')] });
  await call('POST', '/clock', { advance: '8 days' });
  const { dispatches } = await call('GET', '/dispatches');
  child.kill();
  await exited;
  expect(dispatches[0].messages).toEqual([{ channel: 'push', body: '09:00, 29 02:30, 21:30' }]);
});

test('accepted events survive kill -9, and the wait goes on', { timeout: 60_000 }, async () => {
  const first = await start();
  await first.call('PUT', '/campaigns/resend-welcome', resend);
  await first.call('POST', '/campaigns/resend-welcome/publish');
  await first.call('POST', '/clock', { advance: '1 hour' });
  const { entries } = await first.call('POST', '/events', { entries: [received('ada'), received('bob')] });
  expect(entries).toEqual([{ eventId: 'r-ada' }, { eventId: 'r-bob' }]);
  first.child.kill('SIGKILL');
  await first.exited;

  const second = await start();
  expect(await second.call('GET', '/clock')).toEqual({ now: '2026-12-01T10:00:00.000Z' });
  await second.call('POST', '/clock', { advance: '8 days' });
  const { dispatches } = await second.call('GET', '/dispatches');
  expect(dispatches.map(({ userId, dueAt }: Record<string, string>) => [userId, dueAt]).sort()).toEqual([
    ['ada', '2026-12-08T10:00:00.000Z'],
    ['bob', '2026-12-08T10:00:00.000Z'],
  ]);

  const third = await run({}).exited;
  expect(third).toEqual({ code: 1, printed: expect.stringContaining('in use by another Campaign Connector') });
  second.child.kill('SIGTERM');
  expect((await second.exited).code).toBe(0);
});

/** Writes a store whose published follow-up cannot be parsed, so that the processing of each of its events fails. */
async function breakPublished(own: string): Promise<void> {
  const { call, child, exited } = await start(undefined, { DATA_DIR: own });
  await call('PUT', '/campaigns/resend-welcome', resend);
  await call('POST', '/campaigns/resend-welcome/publish');
  child.kill();
  await exited;
  const store = new DatabaseSync(join(own, 'campaign-connector.db'));
  store.exec("UPDATE published SET body = '{'");
  store.close();
}

test('an event whose processing fails does not end a server whose log is not read', { timeout: 60_000 }, async () => {
  const own = join(directory, 'unread');
  await breakPublished(own);
  const { child, call, exited, printed } = await start(undefined, { DATA_DIR: own });
  child.stdout.destroy();
  child.stderr.destroy();
  for (let each = 0; each < 3; each++) {
    await call('POST', '/events', { entries: [received(`ada-${each}`)] });
    await call('POST', '/clock', { advance: '1 hour' });
  }
  expect(await call('GET', '/campaigns/resend-welcome')).toMatchObject({ status: 'published' });
  expect(child.exitCode).toBeNull();
  child.kill();
  expect((await exited).code).toBe(0);
  // The same failures are logged if stderr is read.
  const output = await start(undefined, { DATA_DIR: own });
  await output.call('POST', '/events', { entries: [received('bob')] });
  await output.call('POST', '/clock', { advance: '1 hour' });
  await expect.poll(output.printed).toContain('EVENT_FAILED');
  expect(printed()).not.toContain('EVENT_FAILED');
  output.child.kill();
  await output.exited;
});

test('a server started with ALLOWED_HOSTS answers for those hosts, too, and for no other', {
  timeout: 60_000,
}, async () => {
  const env = { DATA_DIR: ':memory:', ALLOWED_HOSTS: ' console.example, 10.0.0.7:8787,' };
  const { child, exited, printed } = await start(undefined, env);
  const url = /listens on (\S+),/.exec(printed())?.[1] ?? '';
  const status = (host: string) =>
    new Promise((resolve, reject) => {
      const asking = get(`${url}/health`, { headers: { host } }, (response) => resolve(response.resume().statusCode));
      asking.on('error', reject);
    });
  const hosts = ['console.example', '10.0.0.7:8787', '10.0.0.7:1', 'evil.example'];
  expect(await Promise.all(hosts.map(status))).toEqual([200, 200, 421, 421]);
  child.kill();
  await exited;
});

test('a wrong setting is named at the start, with what was expected', { timeout: 60_000 }, async () => {
  const faults = await Promise.all([
    run({ PORT: 'http' }).exited,
    run({ PORT: '65536' }).exited,
    run({ CLOCK_START: 'yesterday' }, ['--manual-clock']).exited,
    run({}, ['--clock']).exited,
    run({ ALLOWED_HOSTS: 'good.example,http://bad.example' }).exited,
    run({ ALLOWED_HOSTS: 'a.example:99999' }).exited,
    run({ ALLOWED_HOSTS: 'a.example,,b.example' }).exited,
    run({ ALLOWED_HOSTS: '*' }).exited,
    run({ COMPANY_ZONE: 'Europe/Berln' }).exited,
  ]);
  expect(faults).toEqual([
    { code: 2, printed: expect.stringMatching(/PORT: expected .* found http/) },
    { code: 2, printed: expect.stringMatching(/PORT: expected .* found 65536/) },
    { code: 2, printed: expect.stringMatching(/CLOCK_START: expected an RFC 3339 instant .* found yesterday/) },
    { code: 2, printed: expect.stringContaining('--manual-clock') },
    { code: 2, printed: expect.stringMatching(/ALLOWED_HOSTS: expected hosts .* found "http:\/\/bad\.example"/) },
    { code: 2, printed: expect.stringMatching(/ALLOWED_HOSTS: .* found "a\.example:99999"/) },
    { code: 2, printed: expect.stringMatching(/ALLOWED_HOSTS: .* found ""/) },
    { code: 2, printed: expect.stringMatching(/ALLOWED_HOSTS: .* found "\*"/) },
    { code: 2, printed: expect.stringMatching(/COMPANY_ZONE: expected .* found "Europe\/Berln"/) },
  ]);
});
