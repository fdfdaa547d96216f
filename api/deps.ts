import type { Context } from 'hono';
import type { SendTest } from '../core/contracts/test-send.ts';
import type { UnreachablePlace } from '../core/contracts/user-report.ts';
import type { DeadLetterQueues } from '../core/dead-letters.ts';
import type { Bus } from '../core/ports.ts';
import type { SendingFacts } from '../core/sending-facts.ts';
import type { DrainResult } from '../engine/drain-waves.ts';
import type { DropUnmatched } from '../engine/drop-unmatched.ts';
import type { PublishingContext } from '../engine/publish.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { Routes } from './routes.ts';

/** The dependencies of the calls of other systems. */
export interface IngestDeps extends Pick<PublishingContext, 'services'> {
  readonly bus: Bus;
  /** The function that finds and counts the events that no follow-up listens to, which need not go on. If absent, all go on. */
  readonly dropUnmatched?: DropUnmatched;
  /** Returns the token that Braze Currents must send. Without one no call is accepted. */
  readonly getCurrentsToken: () => Promise<string | undefined>;
  /** Counts a call with a missing or wrong token, for operators. */
  readonly countRefusedToken?: () => void;
}

/** The dependencies of the calls that manage campaigns, on Lambda and on one machine. */
export interface ApiDeps extends Pick<PublishingContext, 'services' | 'cancelWaits' | 'publishLeadTime'> {
  readonly bus: Bus;
  /** The dead-letter queues of the installation. */
  readonly deadLetterQueues: DeadLetterQueues;
  /** Returns the path of a call as it came, before a URL drops its dot segments. If absent, paths are not checked. */
  readonly getRawPath?: (context: Context) => string | undefined;
  /** Returns the caller (R74): the AWS principal, or the local user. */
  readonly getActor: (context: Context) => string;
  /** Ends the waves that wait, as many as a call has time for, on behalf of a caller. */
  readonly drainWaves: (by: string) => Promise<DrainResult>;
  /** Returns the text by which a user is found in the log: the id, or a hash of it where ids are hashed. */
  readonly getLogId: (userId: string) => string;
  /** The deployment stage; absent on one machine. */
  readonly stage?: string | undefined;
  /** The number of waves that may be open at once; absent where a wave is only a row. */
  readonly maxOpenExecutions?: number;
  /** The tokens of the installation; absent while it has no keys for them. */
  readonly tokens?: Pick<Tokens, 'create'>;
  /** The senders of the installation, and what they may send; absent if it has none. */
  readonly sending?: SendingFacts | undefined;
  /** The function that has a message sent as a test. It is called for channels of `sending` only. */
  readonly sendTest: SendTest;
  /** The places to which data of a user may have gone, and where the installation deletes nothing (R65); absent if none is known. */
  readonly beyondReach?: readonly UnreachablePlace[];
  /** Takes the recount that was begun as far as a call has time for; absent where another function does so. */
  readonly continueRecount?: () => Promise<void>;
  readonly checkHealth: () => Health | Promise<Health>;
  /** The routes besides those of management, for the OpenAPI document. */
  readonly otherRoutes?: Routes;
}

/** The health of an installation: true if it can work, else false or the reason. */
export type Health = boolean | { readonly reason: string };
