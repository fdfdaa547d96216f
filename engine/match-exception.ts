import type { UserEvent } from '../core/contracts/event.ts';
import { identityOf } from '../core/identity.ts';
import type { Services } from '../core/ports.ts';
import { changeRow } from './change-row.ts';
import { type Concerned, concernedBy } from './concerned.ts';

/** An event arrives: of every follow-up it is an exception of, the user's wait ends. One that it triggers too is match-trigger's alone (R37). Answers how many that were. */
export async function matchException(
  event: UserEvent,
  services: Services,
  concerned: readonly Concerned[] | Promise<readonly Concerned[]> = concernedBy(event, services),
): Promise<number> {
  const { userId, id: eventId, at } = event;
  const judged = (await concerned).filter(({ concern }) => concern.unjudged === undefined);
  const excepted = judged.filter(({ concern }) => !concern.triggers);
  for (const { followUp, concern } of excepted) {
    for (const exception of concern.exceptions) {
      const input = {
        kind: 'excepted',
        event: { id: identityOf(event), eventId, at, exception, restarts: false },
      } as const;
      await changeRow({ followUp, userId, input }, services);
    }
  }
  return excepted.length;
}
