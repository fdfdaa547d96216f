/** Runs `start`, which starts the one-machine server as `npm start` does. It ends with the process. */
export async function runStart({ manualClock = false }: { manualClock?: boolean }): Promise<void> {
  // The server reads its command line from process.argv: ours without the name of the command.
  process.argv.splice(2, process.argv.length, ...(manualClock ? ['--manual-clock'] : []));
  await import('../../server/main.ts');
}
