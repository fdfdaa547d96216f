import type { Context } from 'hono';
import type { Bus } from '../core/ports.ts';
import type { PublishingContext } from '../engine/publish.ts';

/** What the HTTP interface stands on, on Lambda and on one machine. */
export interface ApiDeps extends Pick<PublishingContext, 'services' | 'cancelWaits' | 'publishLeadTime'> {
  readonly bus: Bus;
  /** What Braze Currents must bring; undefined: nobody may ingest. */
  readonly getCurrentsToken: () => Promise<string | undefined>;
  /** The path of a call as it came, before a URL leaves segments out; absent: nobody looks. */
  readonly getRawPath?: (context: Context) => string | undefined;
  /** Who calls (R74): the AWS principal, or the local user. */
  readonly getActor: (context: Context) => string;
  readonly checkHealth: () => Health | Promise<Health>;
}

/** Whether an installation can work, or why not, where that is known. */
export type Health = boolean | { readonly reason: string };
