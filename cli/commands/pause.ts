import { describePause, formatTime } from '../../language/en.ts';
import { type CommandContext, printResult } from '../context.ts';
import { pauseResponse, resumeResponse } from '../responses.ts';

/** Runs `pause [CAMPAIGN]`, which keeps the messages of a campaign or of all from leaving (R92). */
export async function runPause(id: string | undefined, context: CommandContext): Promise<void> {
  const body = await context.client.call({ method: 'POST', path: createPath(id, 'pause') }, pauseResponse);
  printResult(
    context,
    body,
    () => `${describe(id)}: ${describePause(body, body.already ? 'was paused already,' : 'paused')}`,
  );
}

/** Runs `resume [CAMPAIGN]`, after which messages leave again (R92). */
export async function runResume(id: string | undefined, context: CommandContext): Promise<void> {
  const body = await context.client.call({ method: 'POST', path: createPath(id, 'resume') }, resumeResponse);
  printResult(context, body, () =>
    body.already ? `${describe(id)}: was not paused` : `${describe(id)}: resumed at ${formatTime(body.at)}`,
  );
}

function createPath(id: string | undefined, action: 'pause' | 'resume'): string {
  return id === undefined ? `/${action}` : `/campaigns/${encodeURIComponent(id)}/${action}`;
}

function describe(id: string | undefined): string {
  return id ?? 'all campaigns';
}
