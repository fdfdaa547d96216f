/** `runStart`: the one-machine server, as `npm start` starts it. Ends with the process. */
export async function runStart({ manualClock = false }: { manualClock?: boolean }): Promise<void> {
  // The server reads its own command line: ours without the name of the command.
  process.argv.splice(2, process.argv.length, ...(manualClock ? ['--manual-clock'] : []));
  await import('../../server/main.ts');
}
