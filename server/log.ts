import type { Log } from '../core/ports.ts';

/**
 * Keeps this process going where nobody reads what it writes any more, as in `npm start 2>&1 | head`, or the disk is full:
 * what it logs is lost then, and nothing else.
 */
export function ignoreOutputErrors(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Facts for operators as JSON lines on stderr. */
export const stderrLog: Log = {
  warn: (code, facts) => {
    process.stderr.write(`${JSON.stringify({ code, ...facts })}\n`);
  },
  // A machine is asked for decisions, not searched for them.
  logDecisions: () => undefined,
};
