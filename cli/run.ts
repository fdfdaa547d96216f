import { CommanderError } from 'commander';
import { printableTerminal } from './printable.ts';
import { programFor } from './program.ts';
import { Misused, Refused, type Terminal } from './terminal.ts';

/** Runs a command line; answers the exit code: 0 done, 1 refused, 2 misused. */
export async function run(words: readonly string[], world: Terminal): Promise<number> {
  const terminal = printableTerminal(world);
  const program = programFor(terminal);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd().split('\n')),
      writeErr: (text) => terminal.complain(text.trimEnd().split('\n')),
    });
  }
  try {
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCodeOf(error, terminal);
  }
}

function exitCodeOf(error: unknown, { complain }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof Error)) throw error;
  // A Refused without words has printed its reasons as its answer.
  if (error.message !== '') complain(error instanceof Refused ? error.lines : error.message);
  return error instanceof Misused ? 2 : 1;
}
