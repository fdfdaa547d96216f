import { Readable } from 'node:stream';
import { run } from '../../../cli/run.ts';
import { readInstant } from '../../../core/contracts/instant.ts';
import { openMachine } from '../../../server/machine.ts';
import { serve } from '../../../server/server.ts';

/** An installation on a free port, by a clock that is moved by hand. */
export async function startInstallation() {
  const log = { warn: () => undefined, decided: () => undefined };
  const machine = openMachine({ directory: ':memory:', clockStart: readInstant('2026-12-01T09:00:00Z') ?? 0, log });
  const { url, stop } = await serve(machine, { port: 0, currentsToken: undefined, log });
  return { endpoint: url, advanceTo: (text: string) => machine.advanceTo(readInstant(text) ?? 0), stop };
}

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line; `answers` is what a person would say to its question (absent: nobody is there). */
export async function command(
  words: readonly string[],
  { answers, stdin = '' }: { answers?: boolean; stdin?: string | Buffer } = {},
): Promise<Ended & { questions: string[] }> {
  const [out, err, questions]: [string[], string[], string[]] = [[], [], []];
  const confirm = async (question: string) => {
    questions.push(question);
    return answers === true;
  };
  const code = await run(words, {
    print: (lines) => out.push(...[lines].flat()),
    complain: (lines) => err.push(...[lines].flat()),
    progress: () => undefined,
    confirm: answers === undefined ? undefined : confirm,
    stdin: Readable.from([typeof stdin === 'string' ? Buffer.from(stdin) : stdin]),
  });
  return { code, out: out.join('\n'), err: err.join('\n'), questions };
}
