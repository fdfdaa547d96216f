import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import { type Erasure, type ErasureState, getDeletedAt } from '../core/erasure.ts';
import type { Services } from '../core/ports.ts';
import { eraseListed } from './erase-listed.ts';
import { eraseRefusals } from './erase-refusals.ts';
import { eraseUserData } from './erase-user-data.ts';

/** The services and the time of a call. */
export interface ErasureDeps {
  readonly services: Services;
  hasTimeLeft(): boolean;
}

/**
 * Continues the erasure of a deleted user (R65), step after step for as long as there is time, and at least one. What is left is scheduled:
 * the rest of a sweep at once, the second sweep when no writer is left that did not see the deletion. It may be called at any time, any
 * number of times: where all is done, it says so again. Returns whether the erasure is done.
 */
export async function eraseUser(userId: string, { services, hasTimeLeft }: ErasureDeps): Promise<boolean> {
  const { erasures, clock } = services;
  let erasure = await erasures.get(userId);
  if (erasure?.position.state === 'done') await repeatEnd(erasure, erasure.position.erasedAt, services);
  while (erasure !== undefined && erasure.position.state !== 'done') {
    if (erasure.position.state === 'paused' && clock.now() < erasure.secondSweepAt) {
      await erasures.schedule(userId, erasure.secondSweepAt);
      return false;
    }
    const position = await takeStep(erasure, services);
    const next: Erasure = { ...erasure, rev: erasure.rev + 1, position };
    if (!(await erasures.write(next))) return endOvertaken(userId, services);
    erasure = next;
    if (position.state === 'sweeping' && !hasTimeLeft()) {
      await erasures.schedule(userId, clock.now());
      return false;
    }
  }
  return true;
}

/** The time after which a call that was overtaken is repeated: the other one goes on, but may die, and both may have had one message. */
const OVERTAKEN_DELAY: TimeSpan = MINUTE;

/** Ends a call that another one, or a later deletion, has overtaken. Where all was done meanwhile, it empties the list, to which it may have added. */
async function endOvertaken(userId: string, services: Services): Promise<boolean> {
  const { erasures, clock } = services;
  const erasure = await erasures.get(userId);
  if (erasure?.position.state !== 'done') {
    await erasures.schedule(userId, clock.now() + OVERTAKEN_DELAY);
    return false;
  }
  await emptyList(erasure, services);
  return true;
}

/** Empties the list of an erasure that is done, to which a call may have added that was overtaken, and says again that it is done. */
async function repeatEnd(erasure: Erasure, erasedAt: Instant, services: Services): Promise<void> {
  await emptyList(erasure, services);
  await announceErased(erasure, erasedAt, services);
}

async function emptyList(erasure: Erasure, services: Services): Promise<void> {
  const erasePage = () => eraseListed(erasure, { sweep: 2, cursor: undefined }, services);
  while ((await erasePage()) !== undefined);
}

/** Takes the next step of an erasure, and returns the position after it. */
async function takeStep(erasure: Erasure, services: Services): Promise<ErasureState> {
  const { position } = erasure;
  if (position.state !== 'sweeping') return { state: 'sweeping', sweep: 2, step: 'user' };
  const { step, cursor, sweep } = position;
  if (step === 'user') {
    await eraseUserData(erasure, services);
    return { state: 'sweeping', sweep, step: 'enrollments' };
  }
  const next =
    step === 'enrollments'
      ? await eraseListed(erasure, { sweep, cursor }, services)
      : await eraseRefusals(erasure, cursor, services);
  if (next !== undefined) return { ...position, cursor: next };
  if (step === 'enrollments') return { state: 'sweeping', sweep, step: 'refusals' };
  return sweep === 1 ? { state: 'paused' } : finishErasure(erasure, services);
}

/** Announces that an erasure is done, before that is written: a repeat announces it again. */
async function finishErasure(erasure: Erasure, services: Services): Promise<ErasureState> {
  const erasedAt = services.clock.now();
  await announceErased(erasure, erasedAt, services);
  return { state: 'done', erasedAt };
}

/** Puts on the bus that nothing is left of a deleted user. */
async function announceErased(
  erasure: Pick<Erasure, 'userId' | 'deletedUntil'>,
  erasedAt: Instant,
  { announcer }: Pick<Services, 'announcer'>,
): Promise<void> {
  const { userId } = erasure;
  const detail = { userId, deletedAt: formatInstant(getDeletedAt(erasure)), erasedAt: formatInstant(erasedAt) };
  await announcer.announce([{ type: 'User Erased', detail }]);
}
