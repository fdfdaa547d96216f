import type { Context } from 'hono';
import type { Span } from '../core/contracts/span.ts';
import type { Bus, Services } from '../core/ports.ts';
import type { Stopping } from '../functions/end-waits.ts';

/** What the HTTP interface stands on, on Lambda and on one machine. */
export interface ApiDeps {
  readonly services: Services;
  readonly bus: Bus;
  /** What Braze Currents must bring; undefined: nobody may ingest. */
  readonly currentsToken: () => Promise<string | undefined>;
  /** The path of a call as it came, before a URL leaves segments out; absent: nobody looks. */
  readonly pathAsked?: (context: Context) => string | undefined;
  /** Who calls (R74): the AWS principal, or the local user. */
  readonly actor: (context: Context) => string;
  /** Ends the waits of a stopped publication, or sees to it that they end soon; answers how many ended at once. */
  readonly endWaits: (stopping: Stopping) => Promise<number>;
  /** How far ahead a publication begins: as long as its commit may take to be seen everywhere; 0 where it is seen at once. */
  readonly publishAhead: Span;
  readonly isHealthy: () => Health | Promise<Health>;
}

/** Whether an installation can work, or why not, where that is known. */
export type Health = boolean | { readonly reason: string };
