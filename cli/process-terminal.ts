import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.ts';

/** Creates the terminal over the standard streams of this process. */
export function createProcessTerminal(): Terminal {
  const { stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  const erase = '\r\u001b[K';
  return {
    stdin,
    // A reader that closes the pipe, such as `head`, is no fault. The server of the command `start` prints nothing here, and goes on.
    print: (lines) => stdout.write(`${[lines].flat().join('\n')}\n`, (error) => error && process.exit(0)),
    printError: (lines) => stderr.write(`${stderr.isTTY ? erase : ''}${[lines].flat().join('\n')}\n`),
    showProgress: (text) => stderr.isTTY && stderr.write(`${erase}${text}`),
    confirm: stdin.isTTY && stderr.isTTY ? ask : undefined,
  };
}

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`${question} [y/N] `);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
