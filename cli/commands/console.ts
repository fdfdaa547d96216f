import { openConsoleSource } from '../../server/console/console-source.ts';
import type { ConsoleSession } from '../../server/console/session.ts';
import { parsePort } from '../../server/parse-port.ts';
import { openBrowser } from '../console/open-browser.ts';
import { type ServedConsole, serveConsole } from '../console/serve-console.ts';
import type { ConnectionOptions } from '../send.ts';
import { CommandUsageError, type Terminal } from '../terminal.ts';

/** The options of `console`. */
export interface ConsoleCommandOptions {
  readonly port: string;
  readonly write?: boolean;
  readonly production?: boolean;
  /** False with `--no-open`. */
  readonly open: boolean;
}

/** The options of the command line that select the installation and the form of the output. */
interface GlobalOptions extends Pick<ConnectionOptions, 'endpoint' | 'sign'> {
  readonly json?: boolean;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `console`: serves the console of an installation until the command is ended, or is idle for half an hour. */
export async function runConsole(
  { port, write = false, production = false, open }: ConsoleCommandOptions,
  { endpoint, sign = false, json: isJson = false }: GlobalOptions,
  terminal: Terminal,
): Promise<void> {
  const number = parsePort(port);
  if (number === undefined) throw new CommandUsageError(`--port: expected a number of 0 to 65535, found ${port}`);
  const served = await serveConsole({
    ...{ endpoint, sign, port: number, wantsWrite: write, allowsProduction: production },
    source: openConsoleSource(),
    report: (line) => terminal.printError(line),
  });
  try {
    if (write) requireProduction(served.session);
    terminal.print(isJson ? JSON.stringify({ address: served.address, ...served.session }) : describe(served));
    const cleanUp = open ? openBrowser(served.address) : () => undefined;
    const stop = (): void => void served.stop();
    for (const signal of SIGNALS) process.once(signal, stop);
    const why = await served.ended;
    for (const signal of SIGNALS) process.off(signal, stop);
    cleanUp();
    if (why === 'idle') terminal.printError('ended: no call came for 30 minutes');
  } finally {
    await served.stop();
  }
}

/** Throws if the user wants to write to an installation of production, and has not confirmed that it is one. */
function requireProduction({ canWrite, stage }: ConsoleSession): void {
  if (canWrite) return;
  const found = stage === undefined ? 'not known, and counts as production' : stage;
  throw new CommandUsageError(`--write: expected --production, too, as the stage of the installation is ${found}`);
}

function describe({ address, session }: ServedConsole): string[] {
  const { endpoint, stage, account, region, principal, canWrite } = session;
  const facts = [stage && `stage ${stage}`, account && `account ${account}`, region].filter(Boolean);
  return [
    `Console of ${endpoint}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}:`,
    address,
    ...(principal === undefined ? [] : [`Calls are signed as ${principal}.`]),
    canWrite ? 'It may change things.' : 'It changes nothing; --write allows it to.',
    'The address is for you alone: who has it acts in your name. The console ends with this command (Ctrl-C), and after 30 minutes without a call.',
  ];
}
