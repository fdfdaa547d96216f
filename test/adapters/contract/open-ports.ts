import type { MessageDispatched } from '../../../core/contracts/dispatch.ts';
import type { Wave } from '../../../core/contracts/wave.ts';
import type { Services } from '../../../core/ports.ts';
import type { ReportedEntry } from '../../../core/reported-entry.ts';

/** The ports of an adapter over one store, which may have been used before. They are open while a test runs. */
export interface OpenPorts {
  readonly services: Services;
  /** Returns the messages of a consumer that drops the dispatch ids it has seen. */
  sent(): Promise<readonly MessageDispatched[]>;
  /** Returns the entries that were reported and are on the bus, or wait to be processed. */
  reported(): Promise<readonly ReportedEntry[]>;
  /** The function that ends the execution of a wave that is done, where another service runs it. */
  readonly endExecution?: ((wave: Wave) => void) | undefined;
}
