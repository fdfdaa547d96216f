import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { formatInstant } from '../../core/contracts/instant.ts';
import { AnswerFault } from '../harness/api/check-answer.ts';
import { ended } from '../harness/processes.ts';
import { type Answer, callsTo } from './call.ts';
import { STORY_START } from './story.ts';

const MAX_START_MS = 30_000;

/** A planned kill: after a number of calls, and so long after the last of them began. */
interface PlannedKill {
  readonly calls: number;
  readonly afterMs: number;
  /** The time after the restart at which the server is killed again. */
  readonly againAfterMs?: number | undefined;
}

/** A real server on a store of its own, which is killed with SIGKILL as planned and started again at once. */
export class KilledServer {
  readonly #directory: string;
  #child: ChildProcess | undefined;
  #url: Promise<string>;
  #planned: PlannedKill | undefined;
  #callsLeft = 0;
  #killing: Promise<void> | undefined;
  #isOver = false;
  /** The number of kills. */
  kills = 0;

  constructor(directory: string) {
    this.#directory = directory;
    this.#url = this.#start();
    process.once('exit', this.#killNow);
  }

  /** Plans the next kill. */
  planKill(kill: PlannedKill): void {
    this.#planned = kill;
    this.#callsLeft = kill.calls;
  }

  /** Cancels a kill that has not begun, and waits for one that has. */
  async forgetKill(): Promise<void> {
    this.#planned = undefined;
    await this.#killing;
  }

  /** Calls the server; returns undefined where there was no answer because the server was killed. */
  async call(method: string, path: string, body?: unknown): Promise<Answer | undefined> {
    const kills = this.kills;
    const url = await this.#url;
    this.#countDown();
    try {
      return await callsTo(url)(method, path, body);
    } catch (error) {
      if (error instanceof AnswerFault) throw error;
      if (this.kills > kills || this.#killing !== undefined) return undefined;
      throw new Error(`${method} ${path}: no answer, though nobody killed the server`, { cause: error });
    }
  }

  /** Ends the server permanently. */
  async stop(): Promise<void> {
    await this.forgetKill();
    this.#isOver = true;
    await this.#url.catch(() => undefined);
    if (this.#child !== undefined) await ended(this.#child, MAX_START_MS);
    process.removeListener('exit', this.#killNow);
  }

  /** Removes everything where the torture test itself is ended. */
  readonly #killNow = (): void => {
    this.#child?.kill('SIGKILL');
    rmSync(this.#directory, { recursive: true, force: true });
  };

  #countDown(): void {
    const planned = this.#planned;
    if (planned === undefined || this.#killing !== undefined) return;
    this.#callsLeft -= 1;
    if (this.#callsLeft > 0) return;
    this.#planned = undefined;
    // A start that fails makes the next call fail.
    this.#killing = this.#killAndStart(planned)
      .catch(() => undefined)
      .finally(() => {
        this.#killing = undefined;
      });
  }

  async #killAndStart({ afterMs, againAfterMs }: PlannedKill): Promise<void> {
    await pause(afterMs);
    if (this.#isOver) return;
    const killed = this.#kill();
    this.#url = killed.then(() => this.#startAnew(againAfterMs));
    await this.#url;
  }

  async #startAnew(againAfterMs: number | undefined): Promise<string> {
    if (againAfterMs !== undefined) {
      const starting = this.#start().catch(() => undefined);
      await pause(againAfterMs);
      await this.#kill();
      await starting;
    }
    return this.#start();
  }

  async #kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    this.kills += 1;
    child.kill('SIGKILL');
    await exit;
  }

  async #start(): Promise<string> {
    const child = spawn(process.execPath, ['server/main.ts'], {
      env: {
        ...process.env,
        PORT: '0',
        DATA_DIR: this.#directory,
        MANUAL_CLOCK: '1',
        CLOCK_START: formatInstant(STORY_START),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    return new Promise((resolve, reject) => {
      let output = '';
      const timer = setTimeout(() => reject(new Error(`server/main.ts: not started: ${output}`)), MAX_START_MS);
      const hear = (chunk: unknown) => {
        if (output.length < 10_000) output += String(chunk);
        const url = /listens on (\S+),/.exec(output)?.[1];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('close', (code) => {
        clearTimeout(timer);
        reject(new Error(`server/main.ts: ended with ${code}: ${output}`));
      });
    });
  }
}
