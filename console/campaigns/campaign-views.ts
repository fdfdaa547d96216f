import type { Definition } from '../../core/contracts/definition.ts';
import type { components } from '../data/api-types.ts';

/** A campaign as the interface answers it. */
export interface ShownCampaign extends Omit<components['schemas']['Campaign'], 'definition'> {
  readonly definition: Definition;
}

/** The tabs of the page of a campaign, in their order. */
export const CAMPAIGN_TABS = ['overview', 'statistics', 'enrollments', 'departures', 'history'] as const;
export type CampaignTab = (typeof CAMPAIGN_TABS)[number];

/** Returns the path of a tab of a campaign's page. `params` are its filters. */
export function campaignTabPath(id: string, tab: CampaignTab, params: Readonly<Record<string, string>> = {}): string {
  return `/campaigns/${encodeURIComponent(id)}?${new URLSearchParams({ tab, ...params })}`;
}

/** Returns the key under which a part of a campaign is kept. All keys of a campaign are forgotten together after an act. */
export function campaignKey(id: string, ...part: readonly unknown[]): readonly unknown[] {
  return ['campaign', id, ...part];
}

/** Returns whether a campaign asks for statistics, or asked for some once. */
export function hasStatistics({ definition, counts }: ShownCampaign): boolean {
  if (!('triggers' in definition)) return false;
  const { controlGroup, variants, conversions, statistics } = definition;
  return (
    statistics === true ||
    controlGroup !== undefined ||
    variants !== undefined ||
    conversions !== undefined ||
    (counts['control'] ?? 0) + (counts['converted'] ?? 0) > 0
  );
}

/** The result of an act, as the page reports it. */
export interface DoneAct {
  readonly message: string;
  readonly warnings: readonly string[];
}

/** The properties of a dialog in which an act is confirmed. */
export interface ActProps {
  /** The campaign as it was when the dialog was opened: its version is shown, and acted on. */
  readonly campaign: ShownCampaign;
  /** The campaign as it is now. */
  readonly current: ShownCampaign;
  readonly onDone: (done: DoneAct) => void;
  readonly onClose: () => void;
}
