import type { FollowUpDefinition } from '../contracts/definition.ts';
import type { Instant } from '../contracts/instant.ts';
import { isEqualJson } from '../is-equal-json.ts';

/** The shares of a campaign in percent: of the control group, and of each variant by its name. */
export interface Shares {
  readonly control?: number;
  readonly variants?: Readonly<Record<string, number>>;
}

/** A time in which the shares of a campaign stayed. Only figures of one epoch can be compared: other shares assign users to other groups (R46). */
export interface SharesEpoch {
  /** The number of the epoch, counted from 0. */
  readonly number: number;
  /** The version that began it, and the instant at which it was published. */
  readonly version: number;
  readonly since: Instant;
  readonly shares: Shares;
}

/** The statistics of a campaign: whether the published version asks for them, and its last epochs, oldest first. */
export interface CampaignStatistics {
  readonly isOn: boolean;
  readonly epochs: readonly SharesEpoch[];
}

/** The maximum number of epochs that are described. Figures of earlier ones remain. */
const MAX_EPOCHS = 100;

/** Returns whether a campaign asks for statistics: it says so, or has something that is measured. */
export function needsStatistics({ statistics, controlGroup, variants, conversions }: FollowUpDefinition): boolean {
  return statistics === true || (controlGroup ?? 0) > 0 || variants !== undefined || conversions !== undefined;
}

/** Returns the statistics of a campaign after a version is published; undefined if none ever asked for any. */
export function planStatistics(
  before: CampaignStatistics | undefined,
  definition: FollowUpDefinition,
  { version, now }: { readonly version: number; readonly now: Instant },
): CampaignStatistics | undefined {
  if (!needsStatistics(definition)) return before && { ...before, isOn: false };
  const shares = getShares(definition);
  const last = before?.epochs.at(-1);
  // A version without statistics has neither a control group nor variants, so that all users got the same meanwhile.
  const areSame = last !== undefined && isEqualJson(last.shares, shares) && (before?.isOn || isEqualJson(shares, {}));
  if (before !== undefined && areSame) return { ...before, isOn: true };
  const epoch: SharesEpoch = { number: last === undefined ? 0 : last.number + 1, version, since: now, shares };
  return { isOn: true, epochs: [...(before?.epochs ?? []), epoch].slice(-MAX_EPOCHS) };
}

/** Returns the number of the present epoch; undefined in the first one, which decisions do not name. */
export function findEpochNumber(statistics: CampaignStatistics | undefined): number | undefined {
  return statistics?.epochs.at(-1)?.number || undefined;
}

function getShares({ controlGroup = 0, variants }: FollowUpDefinition): Shares {
  return {
    ...(controlGroup > 0 && { control: controlGroup }),
    ...(variants !== undefined && { variants: Object.fromEntries(variants.map(({ name, share }) => [name, share])) }),
  };
}
