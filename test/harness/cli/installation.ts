import { Readable } from 'node:stream';
import { afterEach, beforeEach } from 'vitest';
import { runCommandLine } from '../../../cli/run.ts';
import { parseInstant } from '../../../core/contracts/instant.ts';
import { openRuntime } from '../../../server/local-runtime.ts';
import { startServer } from '../../../server/server.ts';
import { failEntry } from '../server/fail-entry.ts';

/** Starts an installation with a manual clock on a free port. */
export async function startInstallation() {
  const log = { warn: () => undefined, logDecisions: () => undefined };
  const machine = openRuntime({ directory: ':memory:', clockStart: parseInstant('2026-12-01T09:00:00Z') ?? 0, log });
  const { url, stop } = await startServer(machine, { port: 0, currentsToken: undefined, log });
  const advanceTo = (text: string) => machine.advanceTo(parseInstant(text) ?? 0);
  return { endpoint: url, advanceTo, failEntry: (entry: object) => failEntry(machine, entry), stop };
}

/** Gives each test of a file or a group an installation of its own, on which `connector` runs command lines. */
export function useInstallation() {
  let installation: Awaited<ReturnType<typeof startInstallation>>;
  beforeEach(async () => {
    installation = await startInstallation();
  });
  afterEach(() => installation.stop());
  return {
    connector: (words: readonly string[], person: Parameters<typeof command>[1] = {}) =>
      command([...words, '--endpoint', installation.endpoint], person),
    advanceTo: (text: string) => installation.advanceTo(text),
    failEntry: (entry: object) => installation.failEntry(entry),
    get endpoint(): string {
      return installation.endpoint;
    },
  };
}

/** The output and the exit code of a command. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line; `answers` is the user's answer to its question, or gives it (absent: no terminal to ask on). */
export async function command(
  words: readonly string[],
  { answers, stdin = '' }: { answers?: boolean | (() => Promise<boolean>); stdin?: string | Buffer } = {},
): Promise<Ended & { questions: string[] }> {
  const [out, err, questions]: [string[], string[], string[]] = [[], [], []];
  const confirm = async (question: string) => {
    questions.push(question);
    return typeof answers === 'function' ? answers() : answers === true;
  };
  const code = await runCommandLine(words, {
    print: (lines) => out.push(...[lines].flat()),
    printError: (lines) => err.push(...[lines].flat()),
    showProgress: () => undefined,
    confirm: answers === undefined ? undefined : confirm,
    stdin: Readable.from([typeof stdin === 'string' ? Buffer.from(stdin) : stdin]),
  });
  return { code, out: out.join('\n'), err: err.join('\n'), questions };
}
