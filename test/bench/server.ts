import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ended, freePort } from '../harness/processes.ts';
import { HttpClient } from './http-client.ts';

/** A server process on a durable store of its own, and a client of it. */
export interface Server {
  post(path: string, body?: string): Promise<unknown>;
  get(path: string): Promise<unknown>;
  /** Saves and publishes a campaign. */
  publish(definition: { readonly id: string }): Promise<void>;
  /** Reads the resident memory in MiB: now, and at its highest. */
  memory(): Promise<{ readonly now: number; readonly highest: number }>;
  /** Reads the processor time that the server has taken so far, in seconds. */
  processorTime(): Promise<number>;
  stop(): Promise<void>;
}

/** The clock ticks of /proc in a second: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** A server that can be started: its entry point, and the checkout it lies in. */
export interface Program {
  readonly entry: string;
  readonly checkout: string;
}

/** The checkout of these benchmarks, whose OpenAPI document describes the answers. */
const THIS_CHECKOUT = '.';
const CONNECTOR = 'server/main.ts';

/** Returns the one-machine server of a checkout. */
export const connectorIn = (checkout: string): Program => ({ entry: CONNECTOR, checkout });

/** Starts a server, by default the one of this checkout; with a folder for its CPU profile where one is requested. */
export async function startServer(
  profileTo?: string,
  { entry, checkout }: Program = connectorIn(THIS_CHECKOUT),
): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'connector-bench-'));
  const port = await freePort();
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profileTo];
  const child = spawn(process.execPath, [...profiling, entry], {
    cwd: checkout,
    env: { ...process.env, PORT: String(port), DATA_DIR: directory },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const client = new HttpClient(`http://127.0.0.1:${port}`);
  const stop = async () => {
    client.close();
    await ended(child, 30_000);
    await rm(directory, { recursive: true, force: true });
    if (entry === CONNECTOR && checkout === THIS_CHECKOUT) await client.checkSamples();
  };
  const server: Server = {
    post: (path, body = '{}') => client.call('POST', path, body),
    get: (path) => client.call('GET', path),
    async publish(definition) {
      await client.call('PUT', `/campaigns/${definition.id}`, JSON.stringify(definition));
      await client.call('POST', `/campaigns/${definition.id}/publish`);
    },
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      const mebibytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
      return { now: mebibytes('VmRSS'), highest: mebibytes('VmHWM') };
    },
    async processorTime() {
      // The fields after the name of the program, which may hold spaces; user and system time are the 14th and 15th of all.
      const fields = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / TICKS;
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
    if (child.exitCode !== null) throw new Error(`server: ended with ${child.exitCode}`);
    const isHealthy = await server.get('/health').then(
      () => true,
      () => false,
    );
    if (isHealthy) return;
    await pause(100);
  }
  throw new Error('server: expected to be healthy within 10 s');
}
