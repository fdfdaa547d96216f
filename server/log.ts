import type { Log } from '../core/ports.ts';

/**
 * Ignores errors of stdout and stderr, so that the process goes on when its output is no longer read, as in
 * `npm start 2>&1 | head`, or the disk is full. Only what it logs is lost then.
 */
export function ignoreOutputErrors(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** A log that writes warnings for operators as JSON lines to stderr. */
export const stderrLog: Log = {
  warn: (code, facts) => {
    process.stderr.write(`${JSON.stringify({ code, ...facts })}\n`);
  },
  // Decisions are read from the store through the HTTP interface, not from the log.
  logDecisions: () => undefined,
};
