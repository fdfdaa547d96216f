import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { createRuntime } from '../../server/local-runtime.ts';
import { startServer } from '../../server/server.ts';
import { received, resend, START, silent } from '../harness/api/open-api.ts';
import { newDirectory } from '../harness/server/failing-store.ts';
import { fillDisk, smallDisk } from '../harness/server/small-disk.ts';

async function served(directory: string, clock: { readonly clockStart?: number } = {}) {
  const store = new SqliteStore(directory);
  const { url, stop } = await startServer(createRuntime(store, { ...clock, log: silent }), {
    port: 0,
    currentsToken: undefined,
    log: silent,
  });
  onTestFinished(stop);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  await call('PUT', '/campaigns/resend-welcome', { ...resend, delay: '1 second' });
  await call('POST', '/campaigns/resend-welcome/publish');
  const post = async (name: string, users = 100) => {
    const entries = Array.from({ length: users }, (_, user) => received(`${name}-${user}`));
    return (await call('POST', '/events', { entries })).status;
  };
  const health = async () => {
    const { status, body } = await call('GET', '/health');
    return status === 200 ? 200 : `${status} ${body.error.code}: ${body.error.message}`;
  };
  const changes = () => Number(store.get('SELECT total_changes() AS changes')?.['changes']);
  const limit = (pages: number) => store.get(`PRAGMA max_page_count = ${pages}`);
  return { post, health, changes, limit };
}

const FULL = '503 unhealthy: nothing can be written to the store: the disk is full';

test.each([
  ['a clock moved by hand', { clockStart: START }],
  ["the machine's clock", {}],
])(
  '/health shows at once that the disk is full, and that it no longer is, without any other request; with %s',
  async (_, clock) => {
    const { post, health, limit } = await served(await newDirectory(), clock);
    expect(await health()).toBe(200);
    limit(1);
    expect(await post('ann', 400)).toBe(500);
    expect(await health()).toBe(FULL);
    expect(await health()).toBe(FULL);
    limit(1_000_000);
    await expect.poll(health, { timeout: 5_000 }).toBe(200);
    expect(await post('ann', 400)).toBe(200);
  },
);

test('/health is 503 when a wave cannot be dispatched, even without any other request (R72)', {
  timeout: 20_000,
}, async () => {
  const { post, health, limit } = await served(await newDirectory());
  expect(await post('ann', 400)).toBe(200);
  limit(1);
  await expect.poll(health, { timeout: 10_000 }).toBe(FULL);
  limit(1_000_000);
  await expect.poll(health, { timeout: 5_000 }).toBe(200);
});

test('/health writes nothing to a store that works', async () => {
  const { post, health, changes } = await served(await newDirectory(), { clockStart: START });
  await post('ann');
  const before = changes();
  for (let call = 0; call < 20; call++) expect(await health()).toBe(200);
  expect(changes()).toBe(before);
});

test('/health stays 200 when an event is refused', async () => {
  const { post, health } = await served(await newDirectory(), { clockStart: START });
  await post('x'.repeat(300));
  expect(await health()).toBe(200);
});

test('on a real full disk /health is 503 until there is room for more than a few events', async ({ skip }) => {
  const disk = smallDisk() ?? skip('no disk may be mounted here');
  const { post, health } = await served(disk, { clockStart: START });
  fillDisk(join(disk, 'filler'));
  expect(await post('ann')).toBe(500);
  expect(await health()).toBe(FULL);
  rmSync(join(disk, 'filler'));
  expect(await health()).toBe(200);
  expect(await post('ann')).toBe(200);
});
