import type { SqliteServices } from '../../adapters/sqlite/services.ts';
import type { Services } from '../../core/ports.ts';

/** A fault that is put into the product on purpose, to see whether the simulation finds it. */
export interface PlantedFault {
  readonly name: string;
  /** Wraps the store below the scheduler. */
  readonly store?: (base: SqliteServices) => SqliteServices;
  /** Wraps the services of an invocation above the scheduler. */
  readonly stage?: (services: Services) => Services;
  /** Repeated deliveries are acknowledged without processing. */
  readonly acksRepeats?: boolean;
  readonly skipsLastCall?: boolean;
}
