import { BEHAVIOR_NAMES, INTERACTION_NAMES } from '../core/contracts/catalogue.ts';
import { isObject } from '../core/contracts/object.ts';
import { type Keyed, keysOf } from '../core/matching.ts';

/** Whether an entry may matter to campaigns, told without reading all of it. */
export type IsHeard = (entry: unknown) => boolean;

/**
 * Tells the entries that have one of the keys under which campaigns listen. Of a recording most are about other things,
 * and need not be played; whatever is not plainly one of those is heard, so that it is refused for what is wrong with it.
 */
export function heardUnder(keys: ReadonlySet<string>): IsHeard {
  return (entry) => {
    const detail = isObject(entry) ? entry['Detail'] : undefined;
    if (!isObject(entry) || !isObject(detail) || typeof detail['userId'] !== 'string') return true;
    const keyed = keyedOf(entry['DetailType'], detail);
    return keyed === undefined || keysOf(keyed).some((key) => keys.has(key));
  };
}

function keyedOf(type: unknown, detail: Readonly<Record<string, unknown>>): Keyed | undefined {
  const interaction = INTERACTION_NAMES.find((known) => known === detail['interaction']);
  const { campaignId } = detail;
  if (type === 'Campaign Interaction' && interaction !== undefined && typeof campaignId === 'string') {
    return { kind: 'interaction', interaction, campaignId };
  }
  const behavior = BEHAVIOR_NAMES.find((known) => known === detail['behavior']);
  const isNameless = behavior === 'custom_event.performed' && typeof detail['name'] !== 'string';
  if (type !== 'User Behavior' || behavior === undefined || isNameless) return undefined;
  return { kind: 'behavior', behavior, detail };
}
