#!/usr/bin/env node
import { openConsoleSource } from './console/console-source.ts';
import { createSenderSetup } from './create-senders.ts';
import { formatSending } from './format-sending.ts';
import { type LocalRuntime, openRuntime } from './local-runtime.ts';
import { ignoreOutputErrors, stderrLog } from './log.ts';
import { startServer } from './server.ts';
import { parseSettings, type ServerSettings } from './settings.ts';

// Liquid reads and writes dates in the zone of the process, and is wrong around its clock changes: UTC, as in a Lambda.
process.env['TZ'] = 'UTC';

ignoreOutputErrors();
const settings = parseSettings(process.argv.slice(2), process.env, Date.now());
if ('fault' in settings) fail(settings.fault, 2);
const runtime = openOrExit(settings);
const server = await startServer(runtime, {
  ...settings,
  publicServer: settings.sending.publicServer,
  console: settings.hasConsole ? openConsoleSource() : undefined,
  log: stderrLog,
}).catch((error: unknown) =>
  fail(
    `port ${settings.port}: ${getErrorCode(error) === 'EADDRINUSE' ? 'in use by another program' : String(error)}`,
    1,
  ),
);
process.stdout.write(formatWelcome(server.url, settings) + formatSending(settings.sending, server.publicUrl));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(`stop: ${String(error)}`, 1),
    );
  });
}

function openOrExit({ directory, clockStart, companyZone, sending }: ServerSettings): LocalRuntime {
  try {
    const clock = clockStart === undefined ? {} : { clockStart };
    return openRuntime({ directory, ...clock, companyZone, senderSetup: createSenderSetup(sending), log: stderrLog });
  } catch (error) {
    return fail(`DATA_DIR ${directory}: ${error instanceof Error ? error.message : String(error)}`, 1);
  }
}

function formatWelcome(url: string, { directory, clockStart, hasConsole }: ServerSettings): string {
  const clock = clockStart === undefined ? '' : ', its clock moved by hand';
  const headers = "-H 'content-type: application/json' -d";
  const campaign = JSON.stringify({
    id: 'hello',
    name: 'Hello again',
    triggers: [{ behavior: 'session.started' }],
    delay: '5 seconds',
    messages: [{ channel: 'push', body: 'Welcome back' }],
  });
  const detail = { userId: 'ada', behavior: 'session.started' };
  const events = JSON.stringify({ entries: [{ Source: 'shop', DetailType: 'User Behavior', Detail: detail }] });
  return `Campaign Connector listens on ${url}, its store in ${directory}${clock}
${hasConsole ? `Console: ${url}/\n` : ''}Try: curl -s -X PUT ${url}/campaigns/hello ${headers} '${campaign}' && curl -s -X POST ${url}/campaigns/hello/publish
Then: curl -s ${url}/events ${headers} '${events}'
${clockStart === undefined ? 'And ten seconds later' : `And after curl -s ${url}/clock ${headers} '{"advance":"1 minute"}'`}: curl -s ${url}/dispatches
`;
}

function getErrorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function fail(message: string, code: 1 | 2): never {
  process.stderr.write(`campaign-connector: ${message}\n`);
  process.exit(code);
}
