import type { SqliteServices } from '../../adapters/sqlite/services.ts';
import type { Services } from '../../core/ports.ts';

/** A fault of the machine put there on purpose, to see whether the simulation finds it. */
export interface PlantedFault {
  readonly name: string;
  /** Below the scheduler: what the store does. */
  readonly store?: (base: SqliteServices) => SqliteServices;
  /** Above the scheduler: what the invocation asks for. */
  readonly stage?: (services: Services) => Services;
  /** Deliveries that come again are acknowledged unseen. */
  readonly acksRepeats?: boolean;
  readonly skipsLastCall?: boolean;
}
