import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { command } from './installation.ts';

it('start starts an installation that the other commands reach, and ends when told to', async () => {
  const env = { ...process.env, PORT: '0', DATA_DIR: ':memory:' };
  const server = spawn(process.execPath, ['bin/campaign-connector.ts', 'start', '--manual-clock'], { env });
  const [welcome] = await once(server.stdout, 'data');
  const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(String(welcome))?.[0] ?? '';
  expect(await command(['list', '--endpoint', endpoint])).toMatchObject({ code: 0, err: '' });
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});
