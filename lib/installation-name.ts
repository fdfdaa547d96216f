import { BUS_NAME } from '../core/contracts/entry.ts';

/** The stage of an installation that names none. */
export const DEFAULT_STAGE = 'dev';

/** Returns the name of an installation, which is also the name of its bus and the `service` of its metrics and logs. Throws if the stage cannot be part of a name. */
export function createInstallationName(stage: string): string {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage) || /-(data|insights)$/.test(stage)) {
    const expected = 'at most 20 of a-z, 0-9 and -, beginning with a letter, not ending in -data or -insights';
    throw new Error(`stage: expected ${expected}; found ${stage}`);
  }
  return stage === DEFAULT_STAGE ? BUS_NAME : `${BUS_NAME}-${stage}`;
}
