import type { Bus, Services } from '../core/ports.ts';

/** What the HTTP interface stands on, on Lambda and on one machine. */
export interface ApiDeps {
  readonly services: Services;
  readonly bus: Bus;
  /** What Braze Currents must bring; undefined: nobody may ingest. */
  readonly currentsToken: string | undefined;
  /** Who calls (R74): the AWS principal, or the local user. */
  readonly actor: (request: Request) => string;
  readonly isHealthy: () => boolean;
}
