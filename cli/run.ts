import { type Command, CommanderError } from 'commander';
import { createPrintableTerminal } from './escape-unprintable.ts';
import { createProgram } from './program.ts';
import { ChangesFoundError, CommandRefusedError, CommandUsageError, type Terminal } from './terminal.ts';

/** Runs a command line, and returns the exit code: 0 done, 1 refused, 2 misused, 3 changes found where none are expected. */
export async function runCommandLine(args: readonly string[], rawTerminal: Terminal): Promise<number> {
  const terminal = createPrintableTerminal(rawTerminal);
  const program = createProgram(terminal);
  for (const command of listCommands(program)) {
    command.exitOverride().configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd().split('\n')),
      writeErr: (text) => terminal.printError(text.trimEnd().split('\n')),
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    return toExitCode(error, terminal);
  }
}

/** Returns a command and those within it. */
function listCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listCommands)];
}

function toExitCode(error: unknown, { printError }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof Error)) throw error;
  // A command that is refused without a message has printed its reasons already.
  if (error.message !== '') printError(error instanceof CommandRefusedError ? error.lines : error.message);
  if (error instanceof ChangesFoundError) return 3;
  return error instanceof CommandUsageError ? 2 : 1;
}
