/** The watch for an interruption of a command. */
export interface InterruptWatch {
  readonly isInterrupted: () => boolean;
  readonly stop: () => void;
}

/**
 * Watches for Ctrl-C, and for the signal with which a pipeline ends a job. The first lets the command stop at a point that stands; a
 * second ends the process.
 */
export function watchInterrupt(): InterruptWatch {
  let isInterrupted = false;
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const interrupt = () => {
    isInterrupted = true;
    stop();
  };
  const stop = () => {
    for (const signal of signals) process.off(signal, interrupt);
  };
  for (const signal of signals) process.once(signal, interrupt);
  return { isInterrupted: () => isInterrupted, stop };
}
