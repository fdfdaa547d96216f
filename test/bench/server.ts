import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ended, freePort } from '../processes.ts';

/** A server of its own, on a durable store of its own, and a client of it. */
export interface Server {
  post(path: string, body?: string): Promise<unknown>;
  get(path: string): Promise<unknown>;
  /** Saves and publishes a campaign. */
  publish(definition: { readonly id: string }): Promise<void>;
  /** Resident memory in MiB: now, and at its highest. */
  memory(): Promise<{ readonly now: number; readonly highest: number }>;
  stop(): Promise<void>;
}

/** Starts `node local/main.ts`; with a folder for its CPU profile, where one is asked for. */
export async function startServer(profileTo?: string): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'connector-bench-'));
  const port = await freePort();
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profileTo];
  const child = spawn(process.execPath, [...profiling, 'local/main.ts'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: directory },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const call = async (method: string, path: string, body?: string): Promise<unknown> => {
    const json = body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } };
    const response = await fetch(`${url}${path}`, { method, ...json });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const stop = async () => {
    await ended(child, 30_000);
    await rm(directory, { recursive: true, force: true });
  };
  const server: Server = {
    post: (path, body = '{}') => call('POST', path, body),
    get: (path) => call('GET', path),
    async publish(definition) {
      await call('PUT', `/campaigns/${definition.id}`, JSON.stringify(definition));
      await call('POST', `/campaigns/${definition.id}/publish`);
    },
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      const mebibytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
      return { now: mebibytes('VmRSS'), highest: mebibytes('VmHWM') };
    },
    stop,
  };
  try {
    await untilHealthy(server, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return server;
}

async function untilHealthy(server: Server, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error(`local/main.ts: ended with ${child.exitCode}`);
    const isHealthy = await server.get('/health').then(
      () => true,
      () => false,
    );
    if (isHealthy) return;
    await pause(100);
  }
  throw new Error('local/main.ts: expected to be healthy within 10 s');
}
