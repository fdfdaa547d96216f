import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { command } from '../harness/cli/installation.ts';
import { freePort } from '../harness/processes.ts';

test('the command start goes on when its output is not read, from the first line on', async () => {
  const port = await freePort();
  const env = { ...process.env, PORT: String(port), DATA_DIR: ':memory:' };
  const server = spawn(process.execPath, ['bin/campaign-connector.ts', 'start', '--manual-clock'], { env });
  server.stdout.destroy();
  server.stderr.destroy();
  const health = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      ({ status }) => status,
      () => undefined,
    );
  await expect.poll(health, { timeout: 20_000 }).toBe(200);
  // The server has written its first lines by now, and no process has read them.
  expect([await health(), server.exitCode]).toEqual([200, null]);
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});

test('the command start starts an installation that the other commands reach, and ends at a signal', async () => {
  const env = { ...process.env, PORT: '0', DATA_DIR: ':memory:' };
  const server = spawn(process.execPath, ['bin/campaign-connector.ts', 'start', '--manual-clock'], { env });
  const [welcome] = await once(server.stdout, 'data');
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(String(welcome))?.[0] ?? '';
  expect(await command(['list', '--endpoint', endpoint])).toMatchObject({ code: 0, err: '' });
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});
