#!/usr/bin/env node
const OLDEST = 24;

// Said before anything is imported that an older one does not understand.
if (Number.parseInt(process.versions.node, 10) < OLDEST) {
  console.error(`campaign-connector: expected Node ${OLDEST} or newer, found ${process.version}`);
  process.exit(2);
}
const { processTerminal } = await import('../cli/process-terminal.ts');
const { run } = await import('../cli/run.ts');

process.exitCode = await run(process.argv.slice(2), processTerminal());
