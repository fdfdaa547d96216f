import type { MessageDispatched } from '../../../core/contracts/dispatch.ts';
import type { Services } from '../../../core/ports.ts';

/** The ports of an adapter over one store, which may have been used before. They are open while a test runs. */
export interface OpenPorts {
  readonly services: Services;
  /** Returns the messages of a consumer that drops the dispatch ids it has seen. */
  sent(): Promise<readonly MessageDispatched[]>;
}
