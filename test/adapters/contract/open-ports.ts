import type { MessageDispatched } from '../../../core/contracts/dispatch.ts';
import type { Wave } from '../../../core/contracts/wave.ts';
import type { Services } from '../../../core/ports.ts';

/** The ports of an adapter over one store, which may have been used before. They are open while a test runs. */
export interface OpenPorts {
  readonly services: Services;
  /** Returns the messages of a consumer that drops the dispatch ids it has seen. */
  sent(): Promise<readonly MessageDispatched[]>;
  /** The function that ends the execution of a wave that is done, where another service runs it. */
  readonly endExecution?: ((wave: Wave) => void) | undefined;
}
