import type { CommandContext } from '../context.ts';
import { CommandRefusedError } from '../terminal.ts';

/** Confirms with the user what cannot be undone; throws `CommandRefusedError` if the answer is no, or if no user can answer. */
export async function confirm(consequence: string, { terminal }: CommandContext): Promise<void> {
  if (terminal.confirm === undefined)
    throw new CommandRefusedError(`${consequence}. No terminal to ask on: --yes answers.`);
  if (!(await terminal.confirm(`${consequence}. Go on?`))) throw new CommandRefusedError('Nothing was done.');
}
