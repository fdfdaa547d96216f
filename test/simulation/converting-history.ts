import type { ConversionLetter } from '../../core/contracts/conversion.ts';
import { MINUTE, parseTimeSpan } from '../../core/contracts/time-span.ts';
import { type History, MAX_FAULTS, type OwnerAction, type Plan, type PlannedConversion } from './history.ts';
import { CHOICES, type Choice, STARTED } from './kinds.ts';
import { toPushChoice } from './merging-history.ts';
import type { Random } from './random.ts';

const DEADLINES = ['1 second', '10 seconds', '1 minute', '1 day', '30 days'] as const;

/**
 * Turns a history into one whose campaigns have conversion events (R47): A is an event that users do after their messages, at every edge of
 * its deadline; B is one that may be a trigger or an exception, too. Edits change or remove them, and some campaigns are stopped.
 */
export function toConvertingHistory(history: History, random: Random): History {
  const draw = (): PlannedConversion[] => {
    const drawn = drawConversions(random);
    if (history.merges === undefined) return drawn;
    return drawn.map((each) => ({ ...each, choice: toPushChoice(each.choice) }));
  };
  const plans = history.plans.map((plan) => withConversions(plan, draw()));
  const conversionsOf = (id: string) => plans.find(({ definition }) => definition.id === id)?.conversions ?? [];
  const acts = history.acts.map((act) => {
    if (act.plan === undefined) return act;
    const kept = conversionsOf(act.campaignId);
    const conversions = random.pick([() => kept, () => [], draw])();
    return { ...act, plan: withConversions(act.plan, conversions) };
  });
  // Many crashes leave claims open, which what users do next then finds.
  const faults = random.chance(0.5) ? { faults: MAX_FAULTS, share: 0.1 } : {};
  const disturbances = { ...history.disturbances, ...faults };
  return { ...history, isConverting: true, plans, acts: [...acts, ...drawActs(history, draw, random)], disturbances };
}

function drawConversions(random: Random): PlannedConversion[] {
  const draw = (letter: ConversionLetter, choice: Choice): PlannedConversion => {
    const within = random.pick(DEADLINES);
    return { letter, choice, text: within, within: parseTimeSpan(within) ?? 0 };
  };
  const first = random.chance(0.9) ? [draw('A', STARTED)] : [];
  return random.chance(0.7) ? [...first, draw('B', random.pick(CHOICES))] : first;
}

function withConversions({ conversions: _, ...plan }: Plan, conversions: readonly PlannedConversion[]): Plan {
  const { conversions: before, ...definition } = plan.definition;
  if (conversions.length === 0) return { ...plan, definition };
  const written = conversions.map(({ letter, choice, text }) => [letter, { ...choice.selector, within: text }]);
  return { ...plan, definition: { ...definition, conversions: Object.fromEntries(written) }, conversions };
}

/** Draws acts in half of the histories, just after messages leave: stops, most of them without a new publication, and edits of conversion events. */
function drawActs({ plans, events }: History, draw: () => readonly PlannedConversion[], random: Random): OwnerAction[] {
  if (!random.chance(0.5)) return [];
  const plan = random.pick(plans);
  const campaignId = plan.definition.id;
  const at = random.pick(events).event.at + plan.delay + random.upTo(MINUTE);
  if (random.chance(0.5)) return [{ at, campaignId, act: 'edit', plan: withConversions(plan, draw()) }];
  const stop = { at, campaignId, act: 'stop' as const };
  return random.chance(0.7) ? [stop] : [stop, { ...stop, at: at + random.upTo(MINUTE), act: 'publish' }];
}
