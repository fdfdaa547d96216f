import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const here = import.meta.dirname;
const pom = join(here, 'pom.xml');
const kept = join(here, '..', '..', '.dynamodb');
const lib = join(kept, 'lib');
/** The time in which the server must listen. */
const MAX_WAIT = 60_000;

/** Returns what DynamoDB Local needs and this machine lacks; nothing, where it can run here. */
export function missing(): string | undefined {
  const commands = { javac: ['-version'], java: ['-version'], mvn: ['--version'] };
  return Object.entries(commands).find(([command, words]) => spawnSync(command, words).error !== undefined)?.[0];
}

/** Fetches what the pom names, once for each version of it. */
export function fetched(): void {
  const stamp = join(kept, 'pom.xml');
  const wanted = readFileSync(pom, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(kept, { recursive: true, force: true });
  const words = ['--quiet', '--batch-mode', '--file', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${lib}`];
  const { status, error } = spawnSync('mvn', words, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`mvn: expected to fetch DynamoDB Local, found status ${status}`, { cause: error });
  writeFileSync(stamp, wanted);
}

/** A server of ours, and where it listens. */
export interface LocalDynamoDB {
  readonly endpoint: string;
  end(): Promise<void>;
}

/** Starts DynamoDB Local; throws where it ends, or says nothing, before it listens. */
export async function started(): Promise<LocalDynamoDB> {
  const words = ['-cp', join(lib, '*'), `-Djava.library.path=${lib}`, join(here, 'LoopbackOnly.java')];
  const server = spawn('java', words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const end = () => {
    server.kill();
    return ended;
  };
  try {
    return { endpoint: `http://127.0.0.1:${await portOf(server)}`, end };
  } catch (error) {
    await end();
    throw error;
  }
}

function portOf({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (stdout === null) throw new Error('DynamoDB Local: expected to be heard');
    const output: string[] = [];
    const give = (why: string) => reject(new Error(`DynamoDB Local: ${why}\n${output.join('\n')}`));
    const late = setTimeout(() => give(`named no port within ${MAX_WAIT} ms`), MAX_WAIT);
    createInterface(stdout)
      .on('line', (line) => {
        output.push(line);
        const [, port] = /^listening on port (\d+)$/.exec(line) ?? [];
        if (port === undefined) return;
        clearTimeout(late);
        resolve(port);
      })
      .on('close', () => {
        clearTimeout(late);
        give('ended before it listened');
      });
  });
}
