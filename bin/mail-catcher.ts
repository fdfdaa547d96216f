#!/usr/bin/env node
import { parsePorts } from '../mail-catcher/ports.ts';
import { startMailCatcher } from '../mail-catcher/start.ts';

const ports = parsePorts(process.argv.slice(2));
if (ports === undefined) fail('expected --smtp-port and --web-port, each with a number of 0 to 65535', 2);
const catcher = await startMailCatcher(ports).catch((error: unknown) => fail(String(error), 1));
process.stdout.write(`Emails to ${catcher.smtpUrl} are shown on ${catcher.webUrl}, and sent nowhere.\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => catcher.stop());

function fail(message: string, code: 1 | 2): never {
  process.stderr.write(`mail-catcher: ${message}\n`);
  process.exit(code);
}
