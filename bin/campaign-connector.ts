#!/usr/bin/env node
const MIN_NODE_MAJOR = 24;

// Checked before the imports below, which an older Node cannot load.
if (Number.parseInt(process.versions.node, 10) < MIN_NODE_MAJOR) {
  console.error(`campaign-connector: expected Node ${MIN_NODE_MAJOR} or newer, found ${process.version}`);
  process.exit(2);
}
const { createProcessTerminal } = await import('../cli/process-terminal.ts');
const { runCommandLine } = await import('../cli/run.ts');

process.exitCode = await runCommandLine(process.argv.slice(2), createProcessTerminal());
