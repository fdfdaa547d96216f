import type { Log } from '../core/ports.ts';

/** Facts for operators as JSON lines on stderr. */
export const stderrLog: Log = {
  warn: (code, facts) => {
    process.stderr.write(`${JSON.stringify({ code, ...facts })}\n`);
  },
  // A machine is asked for decisions, not searched for them.
  decided: () => undefined,
};
