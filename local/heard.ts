import { BEHAVIOR_NAMES, INTERACTION_NAMES } from '../core/contracts/catalogue.ts';
import { type Definition, isFollowUp } from '../core/contracts/definition.ts';
import { keysOfDefinition } from '../core/follow-up.ts';

/** Whether an entry may matter to campaigns, told without reading all of it. */
export type IsHeard = (entry: unknown) => boolean;

const INTERACTIONS: ReadonlySet<unknown> = new Set(INTERACTION_NAMES);
const BEHAVIORS: ReadonlySet<unknown> = new Set(BEHAVIOR_NAMES);

/**
 * Tells the entries that campaigns listen to. Of a recording most are about other things, and need not be played;
 * whatever is not plainly one of those is heard, so that it is refused for what is wrong with it.
 */
export function heardBy(campaigns: readonly Definition[]): IsHeard {
  const keys = new Set(campaigns.filter(isFollowUp).flatMap(keysOfDefinition));
  return (entry) => {
    const detail = isObject(entry) ? entry['Detail'] : undefined;
    if (!isObject(entry) || !isObject(detail) || typeof detail['userId'] !== 'string') return true;
    const { interaction, campaignId, behavior, name } = detail;
    if (entry['DetailType'] === 'Campaign Interaction') {
      return (
        !INTERACTIONS.has(interaction) || typeof campaignId !== 'string' || keys.has(`${interaction}#${campaignId}`)
      );
    }
    if (entry['DetailType'] !== 'User Behavior' || !BEHAVIORS.has(behavior)) return true;
    if (behavior !== 'custom_event.performed') return keys.has(String(behavior));
    return typeof name !== 'string' || keys.has(behavior) || keys.has(`${behavior}#${name}`);
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
