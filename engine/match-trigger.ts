import type { UserEvent } from '../core/contracts/event.ts';
import { identityOf } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import { attributesOf } from '../core/profile.ts';
import { changeRow } from './change-row.ts';
import { type Concerned, concernedBy } from './concerned.ts';
import { handOver } from './hand-over.ts';

/** An event arrives: every follow-up it triggers enrolls the user, who then waits for a wave, or is sent the message at once. Answers how many that were. */
export async function matchTrigger(
  event: UserEvent,
  services: Services,
  concerned: readonly Concerned[] | Promise<readonly Concerned[]> = concernedBy(event, services),
): Promise<number> {
  const triggered = (await concerned).filter(({ concern }) => concern.triggers);
  for (const each of triggered) await enroll(event, each, services);
  return triggered.length;
}

async function enroll(event: UserEvent, { followUp, concern }: Concerned, services: Services): Promise<void> {
  const { userId, id: eventId, at, detail } = event;
  const id = identityOf(event);
  const asks = concern.refused === undefined && followUp.hasAudience;
  const profile = asks ? await services.profiles.get(userId) : undefined;
  const outside = asks && !followUp.includes(attributesOf(profile));
  const refused = outside ? 'not-in-audience' : concern.refused;
  const input = {
    kind: 'triggered',
    event: { id, eventId, at },
    restarts: concern.exceptions,
    ...(refused ? { refused } : {}),
  } as const;
  const { row } = await changeRow({ followUp, userId, input, payload: detail }, services);
  const entry = row.live.find((live) => live.trigger === id && live.state === 'claimed' && live.wave === undefined);
  if (entry !== undefined) await handOver({ followUp, userId, row, entry, trigger: detail, profile }, services);
}
