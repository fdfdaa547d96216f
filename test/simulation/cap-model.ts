import type { Instant } from '../../core/contracts/instant.ts';
import { capsOnPushes, createCounts, hasInbox, modeOf } from './cap-clock.ts';
import { groupOf } from './groups.ts';
import type { History, Plan, User } from './history.ts';
import { UNSENDABLE } from './kinds.ts';
import { type Expected, expect, type Pair } from './model.ts';

/** A message that the rules demand, unless a cap holds it back, and the time in which it takes its slot. */
interface Candidate {
  readonly plan: Plan;
  readonly trigger: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** A message that leaves and takes a slot, and whether it is sure that it counts. */
interface Leaving extends Candidate {
  readonly isSure: boolean;
}

const keyOf = ({ plan, trigger }: Candidate) => `${plan.definition.id} ${trigger}`;

/**
 * Applies the frequency caps to the messages that the rules demand without them: one message after the other, each with those before it
 * (R45). Where two are so close that their order decides, the outcome is open. Returns the outcomes by campaign.
 */
export function expectUnderCaps(
  pairs: readonly Pair[],
  { user, history }: { readonly user: User; readonly history: History },
): ReadonlyMap<string, Expected> {
  const capped = new Map<Plan, Set<string>>(pairs.map(({ plan }) => [plan, new Set()]));
  const expectAll = () =>
    new Map(pairs.map((pair) => [pair.plan, expect({ ...pair, capped: capped.get(pair.plan) ?? new Set() })]));
  const caps = capsOnPushes(history).map((cap) => ({ cap, counts: createCounts(cap, user, history) }));
  const leaving: Leaving[] = [];
  // What a user of the control group would have been sent is judged by the caps, and takes no slot (R46).
  const controlled: Candidate[] = [];
  let open =
    history.isTakenBack === true && history.events.some(({ event }) => event.detail[UNSENDABLE] === true)
      ? 'a slot may be taken back'
      : undefined;
  let expected = expectAll();
  for (;;) {
    const decided = new Set([...leaving, ...controlled].map(keyOf));
    const candidates = listCandidates(expected).filter((each) => !decided.has(keyOf(each)));
    const [next] = candidates.toSorted((one, other) => one.to - other.to);
    if (next === undefined) break;
    const rivals = candidates.filter((each) => each !== next && !isControl(each.plan, user));
    const verdict = judge(next, { leaving, rivals, caps });
    if (verdict === 'open') open = `${keyOf(next)} is about as early as a message that it may be capped by`;
    if (verdict === 'capped' && !hasInbox(next.plan)) {
      capped.get(next.plan)?.add(next.trigger);
      expected = expectAll();
    } else if (isControl(next.plan, user)) controlled.push(next);
    else leaving.push({ ...next, isSure: verdict === 'leaves' });
  }
  const others = [...expected.values()].find((each) => each.open !== undefined)?.open;
  const reason = open ?? others;
  return new Map(
    [...expected].map(([{ definition }, each]) => [
      definition.id,
      reason === undefined ? each : { ...each, open: reason },
    ]),
  );
}

/** Returns whether a user is in the control group of a campaign, whose shares are never edited where the caps are expected. */
function isControl({ definition }: Plan, { id }: User): boolean {
  return groupOf(definition, id).isControl;
}

function listCandidates(expected: ReadonlyMap<Plan, Expected>): Candidate[] {
  return [...expected].flatMap(([plan, { leaves }]) =>
    modeOf(plan) === 'ignore' ? [] : [...leaves].map(([trigger, span]) => ({ plan, trigger, ...span })),
  );
}

interface Around {
  readonly leaving: readonly Leaving[];
  /** The messages that are not decided yet. */
  readonly rivals: readonly Candidate[];
  readonly caps: readonly {
    readonly cap: { readonly atMost: number };
    readonly counts: ReturnType<typeof createCounts>;
  }[];
}

function judge(next: Candidate, { leaving, rivals, caps }: Around): 'leaves' | 'capped' | 'open' {
  if (modeOf(next.plan) === 'count') return 'leaves';
  const close = rivals.filter(({ from }) => from <= next.to).length;
  let verdict: 'leaves' | 'open' = 'leaves';
  for (const { cap, counts } of caps) {
    const sure = leaving.filter(({ isSure, from, to }) => isSure && to < next.from && counts(from, next.to)).length;
    if (sure >= cap.atMost) return 'capped';
    const possible = leaving.filter(({ to }) => counts(to, next.from)).length + close;
    if (possible >= cap.atMost) verdict = 'open';
  }
  return verdict;
}
