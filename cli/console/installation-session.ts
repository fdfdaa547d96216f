import * as v from 'valibot';
import { parseJson } from '../../core/contracts/parse-json.ts';
import type { ConsoleSession } from '../../server/console/session.ts';
import { type ApiCall, type ApiResponse, NO_ANSWER } from '../send.ts';
import { NO_CREDENTIALS } from '../sign.ts';
import { CommandRefusedError } from '../terminal.ts';
import { type CallerIdentity, getCallerIdentity } from './call-sts.ts';

/** The installation that the console manages, and what its user asked for. */
export interface SessionOptions {
  readonly endpoint: string;
  /** The region if calls are signed; absent for an installation that is not on AWS. */
  readonly region: string | undefined;
  readonly send: (call: ApiCall) => Promise<ApiResponse>;
  readonly wantsWrite: boolean;
  readonly allowsProduction: boolean;
}

const healthReader = v.object({ stage: v.optional(v.string()) });

/** Checks whether a stage is one of production: `prod`, `prd`, `production`, `producao`, `live` or `main`, with a number behind or not, also as a part such as in `prod-eu`. */
export function isProductionStage(stage: string): boolean {
  return stage.split(/[-_.]/).some((part) => /^(?:prod|prd|production|producao|live|main)\d*$/i.test(part));
}

/**
 * Reads what is known of an installation and of its user: from AWS the account and the principal, from the installation its stage. An
 * installation on AWS whose stage is not known counts as one of production. Throws `CommandRefusedError` with the code
 * `NO_CREDENTIALS` if the credentials are missing or expired.
 */
export async function readInstallationSession(options: SessionOptions): Promise<ConsoleSession> {
  const { endpoint, region, wantsWrite, allowsProduction } = options;
  if (region === undefined) return { kind: 'local', endpoint, canWrite: wantsWrite };
  const [identity, stage] = await Promise.all([readIdentity(region), readStage(options)]);
  const isProduction = stage === undefined || isProductionStage(stage);
  return {
    kind: 'aws',
    endpoint,
    region,
    ...identity,
    ...(stage !== undefined && { stage }),
    isProduction,
    canWrite: wantsWrite && (!isProduction || allowsProduction),
  };
}

async function readIdentity(region: string): Promise<CallerIdentity | undefined> {
  const identity = await getCallerIdentity(region);
  if (identity === 'expired')
    throw new CommandRefusedError('the AWS credentials are missing or expired', NO_CREDENTIALS);
  return identity;
}

/** Reads the stage from the health of the installation; undefined if it does not name it, cannot work, or gives no answer. */
async function readStage({ send }: SessionOptions): Promise<string | undefined> {
  try {
    const { status, text } = await send({ path: '/health' });
    const read = v.safeParse(healthReader, parseJson(text));
    return status === 200 && read.success ? read.output.stage : undefined;
  } catch (error) {
    if (error instanceof CommandRefusedError && isNoAnswer(error.code)) return undefined;
    throw error;
  }
}

function isNoAnswer(code: string | undefined): boolean {
  return Object.values<string | undefined>(NO_ANSWER).includes(code);
}
