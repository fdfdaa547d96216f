import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { parseInstant } from '../../core/contracts/instant.ts';
import { SECOND } from '../../core/contracts/time-span.ts';
import type { Answer, Call } from './interface.ts';
import { WaitLimit } from './slowness.ts';

/** The actions on a campaign, with their requests and their names in its history. */
const ACTS = {
  save: { method: 'PUT', path: '', did: 'saved' },
  publish: { method: 'POST', path: '/publish', did: 'published' },
  stop: { method: 'POST', path: '/stop', did: 'stopped' },
  archive: { method: 'POST', path: '/archive', did: 'archived' },
} as const;

/** An action on a campaign. */
export type Act = keyof typeof ACTS;

const campaign = v.object({ history: v.array(v.looseObject({ at: v.string(), did: v.string() })) });

/**
 * Performs an action on a campaign once, however slow the machine is. Where the answer is a failure, the action may
 * have been done all the same: the history of the campaign is read, and only what was not done is repeated. The
 * answer is then the action in the history.
 */
export async function act(call: Call, { id, does, body }: { id: string; does: Act; body?: object }): Promise<Answer> {
  const { method, path, did } = ACTS[does];
  const [begun, maxWait] = [Date.now(), new WaitLimit(60 * SECOND)];
  for (;;) {
    const answer = await call(method, `/campaigns/${id}${path}`, body);
    if (answer.status < 500) return answer;
    const seen = v.safeParse(campaign, (await call('GET', `/campaigns/${id}`)).body);
    const acts = seen.success ? seen.output.history : [];
    const done = acts.findLast((each) => each.did === did && (parseInstant(each.at) ?? 0) >= begun);
    console.log(`${does} ${id} answered ${answer.status}: it ${done === undefined ? 'is done again' : 'was done'}`);
    if (done !== undefined) return { status: 200, body: done };
    if (maxWait.isOver()) throw maxWait.ended(`${does} ${id}: expected another answer than ${answer.status}`);
    await pause(SECOND);
  }
}
