import type { ConnectorEvent } from '../core/contracts/event.ts';
import { DAY } from '../core/contracts/time-span.ts';
import { digest } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';

/** The DetailType of each kind of event. */
const DETAIL_TYPES = {
  interaction: 'Campaign Interaction',
  behavior: 'User Behavior',
  profile: 'User Profile Updated',
  deletion: 'User Deleted',
  merge: 'Users Merged',
} as const;

/**
 * Keeps an event as refused that a deleted user did before the deletion, once a day however often it comes (R65). Only its source, its type and its
 * id are kept: all else is about the user.
 */
export async function refuseForgotten(
  { kind, source, id }: ConnectorEvent,
  { clock, refusals, log }: Pick<Services, 'clock' | 'refusals' | 'log'>,
): Promise<void> {
  const at = clock.now();
  const detailType = DETAIL_TYPES[kind];
  const entry = { Source: source, DetailType: detailType, Detail: { id } };
  const message = 'the user was deleted after the event: nothing of it was taken, and its Detail is not kept';
  const refusalKey = { id: digest('user deleted', source, id), since: at - (at % DAY) };
  await refusals.add({ code: 'UserDeleted', message, at, entry }, refusalKey);
  log.warn('USER_DELETED', { source, detailType, eventId: id });
}
